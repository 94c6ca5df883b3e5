import { BadUserInput } from '../../core/errors';
import { allowsUse, type UseRefusal } from '../../core/use-policy';
import { InjectionError } from '../upstream/injection.error';
import type { InjectionAuth, InjectionRequest } from './injection-request';
import type { InjectableSecret } from './injection-secret';
import { type TemplateSyntax, templateNames, templateSyntax } from './injection-template';

/** One place of a request that a secret's value goes into. */
export interface Placement {
  /** The name of the secret. */
  readonly reference: string;
  /** As in a use policy. */
  readonly slot: string;
  /** The field of the request that asks for it. */
  readonly path: string;
}

/** Different secrets in one request. */
const MAX_SECRETS_PER_REQUEST = 10;

const REASONS: Readonly<Record<UseRefusal, string>> = {
  policy: 'The secret has no use policy; nothing is allowed without one.',
  host: "The secret's use policy does not allow this host.",
  method: "The secret's use policy does not allow this method.",
  path: "The secret's use policy does not allow this path.",
  slot: "The secret's use policy does not allow this place in the request.",
};

/**
 * Every place that a value goes into.
 *
 * @throws BadUserInput rules `required` (a request without a secret has no business here), `length`, `duplicate` (the
 * place is taken by something else in the request), `template`, `json`.
 */
export function placementsOf(request: InjectionRequest): readonly Placement[] {
  const { auth, headers, body, destination } = request;
  const placements: Placement[] = [];
  if (auth !== undefined) {
    const slot = slotOf(auth);
    const taken = headers.find(({ name }) => name === slot);
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

/** How the body is read by whoever gets it. */
export function bodySyntax({ headers }: InjectionRequest): TemplateSyntax {
  return templateSyntax(headers.find(({ name }) => name === 'content-type')?.value);
}

/** @throws InjectionError USE_REFUSED that says which part of the policy does not allow it. */
export function requireAllowed(
  { destination, method }: InjectionRequest,
  { slot, path }: Placement,
  secret: InjectableSecret,
): void {
  const { host, port, path: target } = destination;
  const decision = allowsUse(secret.policy, { host, port, method, path: target, slot });
  if (decision !== true) {
    throw new InjectionError('USE_REFUSED', REASONS[decision], { path, secretId: secret.id });
  }
}

function slotOf(auth: InjectionAuth): string {
  if (auth.type === 'cookie') return 'cookie';
  if (auth.type === 'custom_header') return auth.key;
  if (auth.type === 'api_key') return auth.location === 'query' ? `query:${auth.key}` : auth.key;
  return 'authorization';
}
