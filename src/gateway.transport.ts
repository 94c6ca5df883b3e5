import fastify, { type FastifyInstance } from 'fastify';
import type { Config } from './config';
import { registerBodyParsers } from './http/body.parser';
import { registerErrorReplies } from './http/error.reply';
import { registerOrigins } from './http/origin';
import { registerRequestLog } from './http/request.log';
import { RouteMethods } from './http/route.methods';
import { registerSecurityHeaders } from './http/security.headers';
import { registerHeaderLimit, serverOptions } from './http/server.options';
import type { Log } from './log';
import type { Metrics } from './metrics';

/** What every route shares: identity of the request, strict bodies, headers, errors, log and metrics. */
export function transport(config: Config, log: Log, metrics: Metrics): FastifyInstance {
  const app = fastify(serverOptions(config, log)) as unknown as FastifyInstance;
  const methods = RouteMethods.watch(app);
  registerOrigins(app, config.trustedProxies);
  registerHeaderLimit(app);
  registerSecurityHeaders(app);
  registerBodyParsers(app);
  registerErrorReplies(app, log, methods);
  registerRequestLog(app, log);
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    metrics.requestAnswered(request.method, route, reply.statusCode, reply.elapsedTime / 1000);
    done();
  });
  return app;
}
