import type { FastifyRequest } from 'fastify';
import { BadUserInput } from '../core/errors';
import { isWellFormedText, Plaintext } from '../core/plaintext';
import { type InstancePermit, Permit } from '../core/policy';
import type { Services } from '../services/services';
import type { Call, CallWith } from './route';

/**
 * Removes the value of a secret from a validated body and wraps it in a {@link Plaintext}.
 *
 * @returns undefined if the route has no such field or the client left it out.
 * @throws BadUserInput rule `unicode` for text with lone surrogates.
 */
export function takeValue(request: FastifyRequest, field: string | undefined): Plaintext | undefined {
  const body = request.body as Record<string, unknown> | undefined;
  if (field === undefined || body === undefined) return undefined;
  const text = body[field];
  body[field] = undefined;
  if (typeof text !== 'string') return undefined;
  if (!isWellFormedText(text)) throw BadUserInput.at(`body.${field}`, 'unicode', 'Give well-formed Unicode.');
  return Plaintext.ofText(text);
}

/** Builds what the handler of a route works with. */
export function callOf<Proof extends Permit | InstancePermit>(
  request: FastifyRequest,
  permit: Proof,
  value: Plaintext | undefined,
  services: Services,
): CallWith<Proof> {
  return {
    permit,
    services,
    value,
    path: (request.params ?? {}) as Call['path'],
    query: (request.query ?? {}) as Call['query'],
    body: (request.body ?? {}) as Call['body'],
    origin: request.publicUrl,
    url: request.url.split('?', 1)[0] ?? '',
    permitIn: (permission, organizationId) => {
      const decision = Permit.decide(permit.principal, permission, organizationId);
      return decision instanceof Permit ? decision : undefined;
    },
    rates: async () => request.meter?.state(),
  };
}
