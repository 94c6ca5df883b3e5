import { randomBytes } from 'node:crypto';
import { ConsumerKey } from '../../src/crypto/open/consumer-opening-key';
import { CHALLENGE_INFO, formatProof, makeProof, type ProvenRequest } from '../../src/crypto/proof';
import type { Registered } from './dispenser.fixture';

/** A challenge that its consumer has opened. */
export interface Session {
  readonly challenge: string;
  readonly sessionKey: Uint8Array;
}

/** Posts a body as it is. */
export function post(
  url: string,
  path: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(`${url}${path}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
}

/** Asks for a challenge and opens it. */
export async function sessionOf(url: string, { consumer, key }: Registered): Promise<Session> {
  const response = await post(url, '/challenges', JSON.stringify({ consumerId: consumer.id }));
  const { challenge, enc, ciphertext } = (await response.json()) as Record<string, string>;
  const context = { info: CHALLENGE_INFO, aad: Buffer.from(challenge!) };
  const sealed = { enc: enc!, ciphertext: ciphertext! };
  return { challenge: challenge!, sessionKey: await ConsumerKey.open(key, sealed, context) };
}

/** An `Authorization` header for a POST of `{}` to `/deliveries`, unless told otherwise. */
export function proofOf(
  { challenge, sessionKey }: Session,
  request: Partial<Omit<ProvenRequest, 'body'>> & { readonly body?: string } = {},
): string {
  const { method = 'POST', path = '/deliveries', body = '{}' } = request;
  const proven = { method, path, body: Buffer.from(body) };
  return formatProof(makeProof(sessionKey, challenge, randomBytes(16).toString('base64url'), proven));
}

/** Posts a body with a sound proof. */
export async function postProven(
  url: string,
  path: string,
  body: string,
  registered: Registered,
): Promise<Response> {
  return post(url, path, body, {
    authorization: proofOf(await sessionOf(url, registered), { path, body }),
  });
}
