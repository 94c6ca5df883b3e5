// A small OpenID Connect issuer for this example: authorization code with PKCE (RFC 7636) for one public client, and access
// tokens by RFC 9068. It asks for no password. In production, your identity provider takes its place.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

const CODE_SECONDS = 60;
const TOKEN_SECONDS = 3600;
const NO_STORE = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";

const random = () => randomBytes(32).toString('base64url');
const digest = (text) => createHash('sha256').update(text).digest();
const escaped = (text) => text.replace(/[&<>"']/g, (each) => `&#${each.charCodeAt(0)};`);

/** A refused request. The message is an error code of RFC 6749. */
class Refused extends Error {}

/**
 * Starts the issuer on loopback.
 *
 * @param options `port` (0 for any free port), `clientId`, `redirectUri` (its origin may call `/token`), `audience` of the
 *   access tokens, `people` as `{ subject, name, about }`
 * @returns its `url` and `close`.
 */
export async function startIssuer({ port, clientId, redirectUri, audience, people }) {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const key = { ...(await exportJWK(publicKey)), alg: 'ES256', kid: random(), use: 'sig' };
  /** The request behind each code. A code is valid once, for a minute. */
  const codes = new Map();
  let url;

  const signed = (claims, typ, aud) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', kid: key.kid, typ })
      .setIssuer(url)
      .setAudience(aud)
      .setIssuedAt()
      .setExpirationTime(`${TOKEN_SECONDS}s`)
      .sign(privateKey);

  function authorizationRequest(parameters) {
    const request = Object.fromEntries(parameters);
    // Never redirect before these two are known to be right.
    if (request.client_id !== clientId || request.redirect_uri !== redirectUri) {
      throw new Refused('unknown client or redirect_uri');
    }
    const isCode = request.response_type === 'code' && request.code_challenge_method === 'S256';
    if (!isCode || !/^[\w-]{43}$/.test(request.code_challenge ?? '')) throw new Refused('invalid_request');
    return request;
  }

  function chooser(parameters) {
    const request = authorizationRequest(parameters);
    const fields = Object.entries(request)
      .map(([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`)
      .join('');
    const buttons = people
      .map(
        ({ subject, name, about }) =>
          `<button name="subject" value="${escaped(subject)}"><b>${escaped(name)}</b> ${escaped(about)}</button>`,
      )
      .join('');
    return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Sign in</title><style>
      :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
      form { display: grid; gap: 12px; margin: 15vh auto; max-width: 26rem; padding: 0 16px }
      button { border: 1px solid #8886; border-radius: 8px; cursor: pointer; font: inherit; padding: 12px; text-align: left }
      </style><form method="post" action="/authorize"><h1>Who are you?</h1>${fields}${buttons}</form></html>`;
  }

  /** @returns the URL of the client that the browser continues at, with a code. */
  function authorize(form) {
    const { subject, ...request } = authorizationRequest(form);
    const person = people.find((each) => each.subject === subject);
    if (person === undefined) throw new Refused('access_denied');
    const code = random();
    codes.set(code, { person, request, expires: Date.now() + CODE_SECONDS * 1000 });
    const back = new URL(redirectUri);
    back.searchParams.set('code', code);
    back.searchParams.set('state', request.state ?? '');
    return back.href;
  }

  async function token(form) {
    const agreed = codes.get(form.get('code'));
    codes.delete(form.get('code'));
    const isOwn = form.get('client_id') === clientId && form.get('redirect_uri') === redirectUri;
    if (form.get('grant_type') !== 'authorization_code' || !isOwn) throw new Refused('invalid_request');
    if (agreed === undefined || agreed.expires < Date.now()) throw new Refused('invalid_grant');
    const challenge = digest(form.get('code_verifier') ?? '').toString('base64url');
    if (!timingSafeEqual(digest(challenge), digest(agreed.request.code_challenge))) {
      throw new Refused('invalid_grant');
    }
    const { person, request } = agreed;
    const claims = { sub: person.subject, name: person.name };
    return {
      access_token: await signed({ ...claims, client_id: clientId, jti: random() }, 'at+jwt', audience),
      id_token: await signed({ ...claims, nonce: request.nonce }, 'JWT', clientId),
      token_type: 'Bearer',
      expires_in: TOKEN_SECONDS,
    };
  }

  const json = (value) => [200, { 'content-type': 'application/json', ...NO_STORE }, JSON.stringify(value)];
  const cors = { 'access-control-allow-origin': new URL(redirectUri).origin, vary: 'origin' };
  const withCors = ([status, headers, body]) => [status, { ...headers, ...cors }, body];
  const routes = {
    'GET /.well-known/openid-configuration': () =>
      withCors(
        json({
          issuer: url,
          authorization_endpoint: `${url}/authorize`,
          token_endpoint: `${url}/token`,
          jwks_uri: `${url}/jwks`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['ES256'],
          code_challenge_methods_supported: ['S256'],
          token_endpoint_auth_methods_supported: ['none'],
        }),
      ),
    'GET /jwks': () => json({ keys: [key] }),
    'GET /authorize': (query) => [
      200,
      { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': PAGE_POLICY, ...NO_STORE },
      chooser(query),
    ],
    'POST /authorize': (_, form) => [303, { location: authorize(form), ...NO_STORE }, ''],
    'POST /token': async (_, form) => withCors(json(await token(form))),
  };

  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://issuer');
    let body = '';
    for await (const chunk of request) body += body.length < 10_000 ? chunk : '';
    let answer = [404, NO_STORE, ''];
    try {
      answer =
        (await routes[`${request.method} ${pathname}`]?.(searchParams, new URLSearchParams(body))) ?? answer;
    } catch (error) {
      const reason = error instanceof Refused ? error.message : 'server_error';
      const status = error instanceof Refused ? 400 : 500;
      answer = [
        status,
        { 'content-type': 'application/json', ...NO_STORE, ...cors },
        JSON.stringify({ error: reason }),
      ];
    }
    response.writeHead(answer[0], answer[1]).end(answer[2]);
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${server.address().port}`;
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
