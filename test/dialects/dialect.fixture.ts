import sodium from 'libsodium-wrappers';
import type { TestDatabase } from '../support/databases';
import { startTestGateway, type TestGateway, type TestGatewayOptions } from '../support/gateway';

/** A request to a dialect. */
export interface Request {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly body?: unknown;
}

/** What came back. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read what the vendor's format has.
  readonly body: any;
}

/** An organization that requests are about. */
export interface Where {
  readonly organizationId: string;
  readonly slug: string;
}

/** A gateway with all dialects. */
export interface DialectWorld extends Where {
  readonly gateway: TestGateway;
  /** @param token the first owner's when left out; null for an anonymous request. */
  ask(request: Request, token?: string | null, headers?: Readonly<Record<string, string>>): Promise<Reply>;
  /** Seals a value to the current key, as a client of GitHub does. */
  seal(value: string): Promise<{ readonly encrypted_value: string; readonly key_id: string }>;
  close(): Promise<void>;
}

export async function startDialects(
  database?: TestDatabase,
  environment?: TestGatewayOptions['environment'],
): Promise<DialectWorld> {
  const gateway = await startTestGateway({
    ...(database !== undefined && { database }),
    ...(environment !== undefined && { environment }),
  });
  const ask: DialectWorld['ask'] = async (
    { method, url, body },
    token = gateway.ownerToken,
    headers = {},
  ) => {
    const reply = await gateway.gateway.app.inject({
      method,
      url,
      headers: { ...(token !== null && { authorization: `Bearer ${token}` }), ...headers },
      ...(body !== undefined && { payload: body as object }),
    });
    const { statusCode: status, body: text } = reply;
    return { status, headers: reply.headers, text, body: text === '' ? undefined : JSON.parse(text) };
  };
  return {
    gateway,
    organizationId: gateway.organizationId,
    slug: 'default',
    ask,
    seal: async (value) => {
      const { sealingKey } = (
        await gateway.data('{ organization(slug: "default") { sealingKey { keyId publicKey } } }')
      ).organization;
      return { encrypted_value: await sealedTo(sealingKey.publicKey, value), key_id: sealingKey.keyId };
    },
    close: () => gateway.close(),
  };
}

/** A libsodium sealed box in base64, made with the vendors' own library. */
export async function sealedTo(publicKey: string, value: string | Uint8Array): Promise<string> {
  await sodium.ready;
  const key = sodium.from_base64(publicKey, sodium.base64_variants.ORIGINAL);
  return sodium.to_base64(sodium.crypto_box_seal(value, key), sodium.base64_variants.ORIGINAL);
}

/** A reply without what differs from request to request. */
export function comparable({ status, headers, text }: Reply): string {
  const { 'x-request-id': _id, date: _date, ...others } = headers;
  return JSON.stringify({ status, headers: others, text });
}
