import { BadUserInput } from '../core/errors';
import { requireId } from '../core/id';
import { lookedUpName } from '../core/name';
import { MOST_SECRETS } from './consumer.state';

/** The body of `POST /deliveries`. */
export interface DeliveryRequest {
  /** With a token: whose consumer it is, a nonce of 16 bytes in base64url, and the key of this run if none is registered. */
  readonly consumerId: string | undefined;
  readonly nonce: string | undefined;
  readonly publicKey: string | undefined;
  /** Folded names, sorted; undefined for everything the consumer may use. */
  readonly only: readonly string[] | undefined;
}

const TEXT_FIELDS = ['consumerId', 'nonce', 'publicKey'] as const;

/** @throws BadUserInput rules `object`, `unknown_field`, `type`, `limit`. */
export function readDeliveryRequest(body: unknown): DeliveryRequest {
  const fields = fieldsOf(body ?? {}, [...TEXT_FIELDS, 'only']);
  const text = (name: (typeof TEXT_FIELDS)[number]) => optionalText(fields[name], name);
  return {
    consumerId: text('consumerId'),
    nonce: text('nonce'),
    publicKey: text('publicKey'),
    only: onlyOf(fields.only),
  };
}

/** The body of `POST /challenges`. @throws BadUserInput */
export function readChallengeRequest(body: unknown): string {
  const { consumerId } = fieldsOf(body ?? {}, ['consumerId']);
  return requireId(optionalText(consumerId, 'consumerId') ?? '', 'consumerId', 'consumer');
}

function fieldsOf(body: unknown, names: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw BadUserInput.at('', 'object', 'The body is a JSON object.');
  }
  if (Object.keys(body).some((name) => !names.includes(name))) {
    throw BadUserInput.at('', 'unknown_field', `The body has the fields ${names.join(', ')} only.`);
  }
  return body as Record<string, unknown>;
}

function optionalText(value: unknown, path: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' && value.length <= 200) return value;
  throw BadUserInput.at(path, 'type', 'Give a text of at most 200 characters.');
}

function onlyOf(value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  const isList = Array.isArray(value) && value.every((each) => typeof each === 'string');
  if (!isList) throw BadUserInput.at('only', 'type', 'Give a list of names.');
  if (value.length > MOST_SECRETS)
    throw BadUserInput.at('only', 'limit', `Name at most ${MOST_SECRETS} secrets.`);
  const folded = (value as string[]).flatMap((name) => lookedUpName(name) ?? []);
  return [...new Set(folded)].sort();
}
