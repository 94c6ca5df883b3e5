import type { FastifyInstance } from 'fastify';

/** Set on every reply unless the route has set its own. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

const ENTRIES = Object.entries(SECURITY_HEADERS);
const HSTS = 'max-age=31536000; includeSubDomains';
/** Names of software, which tell an attacker where to look. */
const TELLTALES = ['x-powered-by', 'server'];

/** Adds the security headers to every reply of an instance, errors and unknown paths included. */
export function registerSecurityHeaders(app: FastifyInstance): void {
  app.addHook('onSend', (request, reply, _payload, done) => {
    for (const [name, value] of ENTRIES) {
      if (!reply.hasHeader(name)) reply.header(name, value);
    }
    // Over plain HTTP browsers ignore it (RFC 6797 §7.2).
    if (request.isHttps && !reply.hasHeader('strict-transport-security')) {
      reply.header('strict-transport-security', HSTS);
    }
    for (const name of TELLTALES) reply.removeHeader(name);
    done();
  });
}
