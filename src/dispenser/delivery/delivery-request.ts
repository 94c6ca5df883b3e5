import { BadUserInput } from '../../core/errors';
import { requireId } from '../../core/id';
import { lookedUpName } from '../../core/name';
import { MAX_SECRETS } from '../consumer/consumer-state';

/** The name of a secret in a request. */
export interface WantedName {
  /** The folded name; undefined for a text that no secret can have as its name. */
  readonly folded: string | undefined;
  /** The position in the request, such as `only[0]`. */
  readonly path: string;
}

/** The most secrets in one request for codes. */
const MAX_CODES = 20;

/**
 * Fields of every body: the id of the consumer, a nonce of 16 bytes in base64url, and the public key if none is
 * registered.
 */
const CONSUMER_FIELDS = ['consumerId', 'nonce', 'publicKey'] as const;

/**
 * Reads the body of `POST /deliveries`.
 *
 * @returns the names in `only`; undefined for all secrets that the consumer may use.
 * @throws BadUserInput rules `object`, `unknown_field`, `type`, `limit`.
 */
export function readDeliveryRequest(body: unknown): readonly WantedName[] | undefined {
  const { only } = consumerFieldsOf(body, 'only');
  return only === undefined || only === null ? undefined : namesOf(only, 'only', 0, MAX_SECRETS);
}

/**
 * Reads the body of `POST /codes`.
 *
 * @returns the names in `secrets`, 1 to 20.
 * @throws BadUserInput as {@link readDeliveryRequest}.
 */
export function readCodesRequest(body: unknown): readonly WantedName[] {
  return namesOf(consumerFieldsOf(body, 'secrets').secrets, 'secrets', 1, MAX_CODES);
}

/** Reads the body of `POST /challenges`. @returns the id of the consumer. @throws BadUserInput */
export function readChallengeRequest(body: unknown): string {
  const { consumerId } = fieldsOf(body ?? {}, ['consumerId']);
  return requireId(optionalText(consumerId, 'consumerId') ?? '', 'consumerId', 'consumer');
}

/** The folded names, sorted and without duplicates: equal selections have equal lists. */
export function foldedNames(wanted: readonly WantedName[]): readonly string[] {
  return [...new Set(wanted.flatMap(({ folded }) => folded ?? []))].sort();
}

/** The consumer is authenticated already, but its own fields must be well-formed, too. */
function consumerFieldsOf(body: unknown, own: string): Readonly<Record<string, unknown>> {
  const fields = fieldsOf(body ?? {}, [...CONSUMER_FIELDS, own]);
  for (const name of CONSUMER_FIELDS) optionalText(fields[name], name);
  return fields;
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

function namesOf(value: unknown, path: string, least: number, most: number): readonly WantedName[] {
  const isList = Array.isArray(value) && value.every((each) => typeof each === 'string');
  if (!isList) throw BadUserInput.at(path, 'type', 'Give a list of names.');
  if (value.length < least || value.length > most) {
    const range = least === 0 ? `at most ${most}` : `${least} to ${most}`;
    throw BadUserInput.at(path, 'limit', `Name ${range} secrets.`);
  }
  return (value as string[]).map((name, index) => ({
    folded: lookedUpName(name),
    path: `${path}[${index}]`,
  }));
}
