import type { FastifyInstance } from 'fastify';

/** Headers of every reply. A route can set its own value. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

const ENTRIES = Object.entries(SECURITY_HEADERS);
const HSTS = 'max-age=31536000; includeSubDomains';
/** Headers that name the software, which would help an attacker. */
const SOFTWARE_HEADERS = ['x-powered-by', 'server'];

/** Adds the security headers to every reply, also to errors and unknown paths. */
export function registerSecurityHeaders(app: FastifyInstance): void {
  app.addHook('onSend', (request, reply, _payload, done) => {
    for (const [name, value] of ENTRIES) {
      if (!reply.hasHeader(name)) reply.header(name, value);
    }
    // Browsers ignore it over plain HTTP (RFC 6797 §8.1).
    if (request.isHttps && !reply.hasHeader('strict-transport-security')) {
      reply.header('strict-transport-security', HSTS);
    }
    for (const name of SOFTWARE_HEADERS) reply.removeHeader(name);
    done();
  });
}
