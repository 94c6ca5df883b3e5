import type { FastifyRequest } from 'fastify';
import { BadUserInput } from '../core/errors';
import { isWellFormedText, Plaintext } from '../core/plaintext';
import { type InstancePermit, Permit } from '../core/policy';
import type { Services } from '../services/services';
import type { Call, CallWith } from './route';

const HOST = /^(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/;

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
  const { headers, isHttps, url } = request;
  const host = headers.host ?? '';
  return {
    permit,
    services,
    value,
    path: (request.params ?? {}) as Call['path'],
    query: (request.query ?? {}) as Call['query'],
    body: (request.body ?? {}) as Call['body'],
    // A client can send any text as host: only a well-formed one goes into links.
    origin: `${isHttps ? 'https' : 'http'}://${HOST.test(host) ? host : 'localhost'}`,
    url: url.split('?', 1)[0] ?? '',
    permitIn: (permission, organizationId) => {
      const decision = Permit.decide(permit.principal, permission, organizationId);
      return decision instanceof Permit ? decision : undefined;
    },
    rates: async () => request.meter?.state(),
  };
}
