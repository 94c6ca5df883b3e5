import { randomBytes } from 'node:crypto';
import { BadUserInput } from './errors';

/** Every noun with ids of its own, by the prefix of the ids. */
export const NOUNS = {
  org: 'Organization',
  secret: 'Secret',
  version: 'SecretVersion',
  team: 'Team',
  member: 'Membership',
  role: 'Role',
  user: 'User',
  svc: 'ServiceUser',
  token: 'Token',
  repo: 'Repository',
  event: 'AuditEvent',
  key: 'KeyGeneration',
  consumer: 'Consumer',
  delivery: 'Delivery',
} as const;
export type IdPrefix = keyof typeof NOUNS;

export const ID_PREFIXES = Object.keys(NOUNS) as readonly IdPrefix[];

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const SHAPE = /^([a-z]{3,8})-([0-7][0-9a-hjkmnp-tv-z]{25})$/;
const PREFIXES: ReadonlySet<string> = new Set(ID_PREFIXES);

let lastTime = 0;
let lastRandom = 0n;

/**
 * A new id: prefix, `-`, and 26 characters of lower-case Crockford base32 holding 48 bits of milliseconds and 80 random
 * bits (the ULID layout). Ids that one process makes in the same millisecond still increase, so that paging by id is stable.
 *
 * @param now milliseconds since 1970.
 */
export function newId(prefix: IdPrefix, now: number = Date.now()): string {
  if (now > lastTime) {
    lastTime = now;
    // The top bit stays zero, so that the increments below cannot overflow 80 bits.
    lastRandom = BigInt(`0x${randomBytes(10).toString('hex')}`) >> 1n;
  } else {
    lastRandom += 1n + BigInt(randomBytes(4).readUInt32BE());
  }
  return `${prefix}-${base32((BigInt(lastTime) << 80n) | lastRandom)}`;
}

function base32(value: bigint): string {
  let text = '';
  for (let shift = 125n; shift >= 0n; shift -= 5n) text += ALPHABET[Number((value >> shift) & 31n)];
  return text;
}

/** The prefix of a well-formed id; undefined for any other text. */
export function prefixOf(id: string): IdPrefix | undefined {
  const prefix = SHAPE.exec(id)?.[1];
  return prefix !== undefined && PREFIXES.has(prefix) ? (prefix as IdPrefix) : undefined;
}

/**
 * Checks that an id is well-formed and has one of the prefixes. It need not exist.
 *
 * @returns the id.
 * @throws BadUserInput rule `id` at `path`.
 */
export function requireId(id: string, path: string, ...prefixes: readonly IdPrefix[]): string {
  const prefix = prefixOf(id);
  if (prefix === undefined || (prefixes.length > 0 && !prefixes.includes(prefix))) {
    const expected =
      prefixes.length > 0 ? prefixes.map((each) => `${each}-…`).join(' or ') : 'org-… or secret-…';
    throw BadUserInput.at(path, 'id', `This is not an id of the form ${expected}.`);
  }
  return id;
}

/** When an id was made: the milliseconds in its first ten characters. @param id must be well-formed. */
export function timeOf(id: string): Date {
  const time = id.slice(id.indexOf('-') + 1).slice(0, 10);
  return new Date([...time].reduce((sum, character) => sum * 32 + ALPHABET.indexOf(character), 0));
}
