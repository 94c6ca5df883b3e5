import type { FastifyRequest } from 'fastify';
import { BadUserInput } from '../core/errors';
import { isWellFormedText, Plaintext } from '../core/plaintext';
import { Permit } from '../core/policy';
import type { Services } from '../services/services';
import type { Call } from './route';

const HOST = /^(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/;

/**
 * Takes the value out of a body that fits its schema: from here on it is a {@link Plaintext}, and the request holds no
 * text of it.
 *
 * @returns undefined when the route has no such field or the client left it out.
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

/** What a handler gets of a request. */
export function callOf(
  request: FastifyRequest,
  permit: Permit,
  value: Plaintext | undefined,
  services: Services,
): Call {
  const { headers, isHttps, url } = request;
  const host = headers.host ?? '';
  return {
    permit,
    services,
    value,
    path: (request.params ?? {}) as Call['path'],
    query: (request.query ?? {}) as Call['query'],
    body: (request.body ?? {}) as Call['body'],
    // A host that cannot stand in a link is the client's own invention.
    origin: `${isHttps ? 'https' : 'http'}://${HOST.test(host) ? host : 'localhost'}`,
    url: url.split('?', 1)[0] ?? '',
    permitIn: (organizationId) => {
      const decision = Permit.decide(permit.principal, permit.permission, organizationId);
      return decision instanceof Permit ? decision : undefined;
    },
  };
}
