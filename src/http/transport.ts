import fastify, { type FastifyInstance } from 'fastify';
import type { Log } from '../log';
import { registerAcceptCondition } from './accept-condition';
import { limitAnonymousBodies } from './body-limit';
import { registerBodyParsers } from './body-parser';
import { limitConnections } from './connection-limit';
import { registerErrorReplies } from './error-reply';
import { registerOrigins } from './origin';
import { registerRequestLog } from './request-log';
import { RouteMethods } from './route-methods';
import { registerSecurityHeaders } from './security-headers';
import { refuseWhenClosing } from './server-close';
import { registerHeaderLimit, type ServedNames, serverOptions, type TransportLimits } from './server-options';

/** The part of the configuration that the transport needs. */
export interface TransportConfig extends TransportLimits, ServedNames {
  readonly trustedProxies: readonly string[];
  readonly publicUrl?: string | undefined;
}

/** The parts that differ between the two processes. */
export interface TransportParts {
  readonly log: Log;
  /** Called for each request after its answer was sent. @param route the pattern of the route, or `none`. */
  readonly onAnswer?: (method: string, route: string, status: number, seconds: number) => void;
  /** Registers the parsers of bodies; {@link registerBodyParsers} if left out. */
  readonly registerBodies?: (app: FastifyInstance) => void;
}

/** An HTTP server with everything that its routes share: origin, strict bodies, headers, errors, log and metrics. */
export function transport(config: TransportConfig, parts: TransportParts): FastifyInstance {
  const { log, onAnswer, registerBodies = registerBodyParsers } = parts;
  const app = fastify(serverOptions(config, log)) as unknown as FastifyInstance;
  registerAcceptCondition(app);
  const methods = RouteMethods.watch(app);
  registerOrigins(app, config.trustedProxies, { publicUrl: config.publicUrl, log });
  limitConnections(app, config.trustedProxies, config.maxConnections);
  registerHeaderLimit(app, config);
  registerSecurityHeaders(app);
  refuseWhenClosing(app);
  limitAnonymousBodies(app, config.anonymousBodyLimit);
  registerBodies(app);
  registerErrorReplies(app, log, methods);
  registerRequestLog(app, log);
  if (onAnswer !== undefined) {
    app.addHook('onResponse', (request, reply, done) => {
      const route = request.routeOptions.url ?? 'none';
      onAnswer(request.method, route, reply.statusCode, reply.elapsedTime / 1000);
      done();
    });
  }
  return app;
}
