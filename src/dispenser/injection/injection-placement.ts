import { BadUserInput } from '../../core/errors';
import { allowsUse, type UseRefusal } from '../../core/use-policy';
import { foldedHeader, isEverydayHeader } from '../../core/use-policy-header';
import { WayOut } from '../../core/way-out';
import { InjectionError } from '../upstream/injection.error';
import type { InjectionAuth, InjectionRequest } from './injection-request';
import type { InjectableSecret } from './injection-secret';
import { type TemplateSyntax, templateNames, templateSyntax } from './injection-template';

/** One place in a request that a secret's value goes into. */
export interface Placement {
  /** The name of the secret. */
  readonly reference: string;
  /** The place, named as in a use policy: a header, `query:<name>`, `cookie` or `body`. */
  readonly slot: string;
  /** The field of the request that refers to the secret. */
  readonly path: string;
}

/** The most different secrets in one request. */
const MAX_SECRETS_PER_REQUEST = 10;

const REASONS: Readonly<Record<UseRefusal | 'wayOut', string>> = {
  policy: 'The secret has no use policy; nothing is allowed without one.',
  wayOut: "The secret's use policy does not name injection as a way out.",
  host: "The secret's use policy does not allow this host.",
  method: "The secret's use policy does not allow this method.",
  path: "The secret's use policy does not allow this path.",
  slot: "The secret's use policy does not allow this place in the request.",
};

/**
 * Finds every place that a value goes into.
 *
 * @throws BadUserInput rules `required` (the request uses no secret), `length`, `duplicate` (the request sets the same
 * place twice), `template`, `json`.
 */
export function placementsOf(request: InjectionRequest): readonly Placement[] {
  const { auth, headers, body, destination } = request;
  const placements: Placement[] = [];
  if (auth !== undefined) {
    const slot = slotOf(auth);
    const taken = headers.find(({ name }) => foldedHeader(name) === foldedHeader(slot));
    if (taken !== undefined) throw BadUserInput.at(taken.path, 'duplicate', 'The auth sets this header.');
    if (auth.type === 'api_key' && auth.location === 'query') {
      if (new URLSearchParams(destination.query).has(auth.key)) {
        throw BadUserInput.at('url', 'duplicate', 'The auth sets a parameter that the query has.');
      }
    }
    placements.push({ reference: auth.secretRef, slot, path: 'auth.secret_ref' });
  }
  for (const { name, value, path } of headers) {
    for (const reference of templateNames(value, 'text', path)) {
      placements.push({ reference, slot: name, path });
    }
  }
  for (const reference of templateNames(body ?? '', bodySyntax(request), 'body')) {
    placements.push({ reference, slot: 'body', path: 'body' });
  }
  const secrets = new Set(placements.map(({ reference }) => reference));
  if (secrets.size === 0) throw BadUserInput.at('auth', 'required', 'A request uses at least one secret.');
  if (secrets.size > MAX_SECRETS_PER_REQUEST) {
    throw BadUserInput.at('body', 'length', `A request uses at most ${MAX_SECRETS_PER_REQUEST} secrets.`);
  }
  return placements;
}

/** How the recipient reads the body, by its content type. */
export function bodySyntax({ headers }: InjectionRequest): TemplateSyntax {
  return templateSyntax(headers.find(({ name }) => name === 'content-type')?.value);
}

/** Checks the use policy. @throws InjectionError USE_REFUSED; the message names the part of the policy that refuses. */
export function requireAllowed(
  { destination, method }: InjectionRequest,
  { slot, path }: Placement,
  secret: InjectableSecret,
): void {
  const { host, port, path: target } = destination;
  const mayLeave = secret.policy === null || secret.waysOut.includes(WayOut.INJECT);
  const decision = mayLeave ? allowsUse(secret.policy, { host, port, method, path: target, slot }) : 'wayOut';
  if (decision !== true) {
    throw new InjectionError('USE_REFUSED', REASONS[decision], { path, secretId: secret.id });
  }
}

/**
 * Checks the headers that carry no value of a secret. A header can steer a server in ways that only its operator knows, so
 * the caller may set everyday headers, and those that are slots of each secret in the request.
 *
 * @throws InjectionError USE_REFUSED at the header.
 */
export function requireAllowedHeaders(
  { headers }: InjectionRequest,
  placements: readonly Placement[],
  secrets: Iterable<InjectableSecret>,
): void {
  const used = [...secrets];
  const filled = new Set(placements.map(({ path }) => path));
  for (const { name, path } of headers) {
    if (filled.has(path) || isEverydayHeader(name)) continue;
    const refusing = used.find(({ policy }) => !policy?.slots.includes(name));
    if (refusing === undefined) continue;
    const message = "The secret's use policy does not name this header among its slots.";
    throw new InjectionError('USE_REFUSED', message, { path, secretId: refusing.id });
  }
}

function slotOf(auth: InjectionAuth): string {
  if (auth.type === 'cookie') return 'cookie';
  if (auth.type === 'custom_header') return auth.key;
  if (auth.type === 'api_key') return auth.location === 'query' ? `query:${auth.key}` : auth.key;
  return 'authorization';
}
