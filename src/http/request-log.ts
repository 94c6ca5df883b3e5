import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Log, LogFields } from '../log';

/** Logs one line for each request, answered or aborted: the route's pattern, never the URL, a header or a body. */
export function registerRequestLog(app: FastifyInstance, log: Log): void {
  if (!log.writes('info')) return;
  app.addHook('onResponse', (request, reply, done) => {
    const durationMs = Math.round(reply.elapsedTime * 10) / 10;
    log.info('request answered', { ...fieldsOf(request), status: reply.statusCode, durationMs });
    done();
  });
  // The client disconnected before the answer. The hook above does not run then.
  app.addHook('onRequestAbort', async (request) => {
    log.info('request aborted', fieldsOf(request));
  });
}

function fieldsOf(request: FastifyRequest): LogFields {
  const { origin, method, principalId } = request;
  return {
    ...origin,
    method,
    route: request.routeOptions.url ?? 'none',
    ...(principalId === undefined ? {} : { principalId }),
  };
}
