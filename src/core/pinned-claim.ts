import { BadUserInput } from './errors';

/** How a claim is compared with what is pinned. Values are the names in GraphQL. */
export const ClaimMatch = {
  EXACT: 'EXACT',
  CONTAINS: 'CONTAINS',
  PATTERN: 'PATTERN',
} as const;
export type ClaimMatch = (typeof ClaimMatch)[keyof typeof ClaimMatch];

/** What a claim must be: a text exactly, or an element of a list, or a text that follows a pattern. */
export type PinnedClaim = string | { readonly contains: string } | { readonly pattern: string };

/** The way of comparing and the text of a pinned claim. */
export function partsOfPin(pin: PinnedClaim): { readonly match: ClaimMatch; readonly expected: string } {
  if (typeof pin === 'string') return { match: ClaimMatch.EXACT, expected: pin };
  return 'contains' in pin
    ? { match: ClaimMatch.CONTAINS, expected: pin.contains }
    : { match: ClaimMatch.PATTERN, expected: pin.pattern };
}

/** The pinned claim with this way of comparing and this text. */
export function pinOf(match: ClaimMatch, expected: string): PinnedClaim {
  if (match === ClaimMatch.EXACT) return expected;
  return match === ClaimMatch.CONTAINS ? { contains: expected } : { pattern: expected };
}

/**
 * Whether a token says what is pinned. A number or a truth value is compared as it is written in JSON.
 *
 * @param name a claim, or a path into objects with dots between, such as `kubernetes.io.namespace`. If several readings of the
 * dots name something, nothing matches: otherwise whoever chooses one claim could stand for another.
 */
export function matchesPin(
  claims: Readonly<Record<string, unknown>>,
  name: string,
  pin: PinnedClaim,
): boolean {
  const found = valuesAt(claims, name);
  if (found.length !== 1) return false;
  const [value] = found;
  const { match, expected } = partsOfPin(pin);
  if (match === ClaimMatch.CONTAINS) {
    return Array.isArray(value) && value.some((element) => textOf(element) === expected);
  }
  const text = textOf(value);
  if (text === undefined) return false;
  return match === ClaimMatch.EXACT ? text === expected : expressionOf(expected).test(text);
}

/**
 * Checks a pin, so that none is made that no token can ever match, or that matches more than it seems to.
 *
 * @throws BadUserInput rules `never` and `pattern` at `path`.
 */
export function requirePossiblePin(
  name: string,
  pin: PinnedClaim,
  { issuer, audience }: { readonly issuer: string; readonly audience: string },
  path: string,
): void {
  const { match, expected } = partsOfPin(pin);
  const never = (message: string) => BadUserInput.at(path, 'never', message);
  if (/^\.|\.$/.test(name)) throw never('No claim has this name: a path has no dot at its ends.');
  if (PER_TOKEN.has(name))
    throw never('This claim is different in every token; pin one that says who the workload is.');
  if (name === 'events') throw never('A token with events is no proof of who a workload is.');
  if (match === ClaimMatch.CONTAINS && NO_LIST.has(name)) {
    throw never('This claim is a text and no list: compare it with EXACT or PATTERN.');
  }
  if (name === 'iss' && expected !== issuer) throw never('The claim iss is always the issuer.');
  if (name === 'aud' && match === ClaimMatch.EXACT && expected !== audience) {
    throw never('The claim aud is always the audience.');
  }
  if (match === ClaimMatch.PATTERN) requireGoodPattern(expected, path);
  else if (expected.includes('*')) {
    throw never('A * has no meaning here: compare with PATTERN, in which it stands for a part.');
  }
}

/** Claims that differ in each token, or with time (RFC 7519 §4.1). */
const PER_TOKEN: ReadonlySet<string> = new Set(['exp', 'nbf', 'iat', 'jti', 'auth_time', 'nonce', 'at_hash']);
/** Claims that are a text wherever they are (RFC 7519 §4.1, OpenID Connect Core 1.0 §2). */
const NO_LIST: ReadonlySet<string> = new Set(['iss', 'sub', 'azp', 'typ']);
/** What a `*` does not stand for: it cannot reach into another part of a path or of a subject. */
const PART = '[^/:@\\s]+';
const PATTERN_LIMITS = { fixed: 3, stars: 4 } as const;

/** A pattern begins with fixed characters, so that it names an owner and not everybody. @throws BadUserInput */
function requireGoodPattern(pattern: string, path: string): void {
  const stars = pattern.split('*').length - 1;
  const isGood =
    stars >= 1 &&
    stars <= PATTERN_LIMITS.stars &&
    pattern.indexOf('*') >= PATTERN_LIMITS.fixed &&
    !/\*(?![/:@]|$)/.test(pattern);
  if (isGood) return;
  throw BadUserInput.at(
    path,
    'pattern',
    `A pattern begins with at least ${PATTERN_LIMITS.fixed} fixed characters and has 1 to ${PATTERN_LIMITS.stars} times *, each before / : @ or the end.`,
  );
}

/** From the beginning of the text to its end. After each `*` comes what it does not stand for, so nothing is tried twice. */
function expressionOf(pattern: string): RegExp {
  const fixed = pattern.split('*').map((part) => part.replace(/[\\^$.|?*+()[\]{}/]/g, '\\$&'));
  return new RegExp(`^${fixed.join(PART)}$`, 'u');
}

/** What the name may mean: the claim itself, and every reading of its dots as a path. */
function valuesAt(claims: object, name: string): unknown[] {
  const found: unknown[] = [];
  if (Object.hasOwn(claims, name)) found.push((claims as Record<string, unknown>)[name]);
  for (let dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
    const key = name.slice(0, dot);
    const inner: unknown = Object.hasOwn(claims, key) ? (claims as Record<string, unknown>)[key] : undefined;
    if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) {
      found.push(...valuesAt(inner, name.slice(dot + 1)));
    }
  }
  return found;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'boolean' || Number.isSafeInteger(value) ? String(value) : undefined;
}
