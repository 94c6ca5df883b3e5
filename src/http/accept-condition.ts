import type { FastifyInstance } from 'fastify';

type Strategy = Parameters<FastifyInstance['addConstraintStrategy']>[0];
type Handlers = ReturnType<Strategy['storage']>;

const JSON_TYPE = /[/+]json(?:[ ;]|$)/i;
const HTML_TYPE = /^(?:text\/html|application\/xhtml\+xml)(?:[ ;]|$)/i;

/**
 * Lets routes have the condition `accept: 'json'`: the request names a type of JSON in its Accept header, and none of HTML.
 * All other requests go to the route of the same path that has no condition.
 */
export function registerAcceptCondition(app: FastifyInstance): void {
  app.addConstraintStrategy({
    name: 'accept',
    mustMatchWhenDerived: false,
    storage: () => {
      const handlers = new Map<unknown, Parameters<Handlers['set']>[1]>();
      return {
        get: (kind) => handlers.get(kind) ?? null,
        set: (kind, handler) => void handlers.set(kind, handler),
      };
    },
    deriveConstraint: ({ headers }) => acceptedKind(headers.accept),
  });
}

/** `json` for a client of an API; undefined for a browser, and for a client that takes anything. */
function acceptedKind(header: string | undefined): 'json' | undefined {
  const types = (header ?? '').split(',').map((each) => each.trim());
  const isJson = types.some((each) => JSON_TYPE.test(each)) && !types.some((each) => HTML_TYPE.test(each));
  return isJson ? 'json' : undefined;
}
