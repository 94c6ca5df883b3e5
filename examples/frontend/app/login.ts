/** The issuer that people sign in at, and the client id of the page. */
export interface LoginOptions {
  readonly issuer: string;
  readonly clientId: string;
}

/** What the page must remember while the person is at the issuer. */
interface Attempt {
  readonly state: string;
  readonly verifier: string;
}

const STORED = 'login attempt';
const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes)).replace(/[+/=]/g, (each) => ({ '+': '-', '/': '_' })[each] ?? '');
const random = (): string => base64url(crypto.getRandomValues(new Uint8Array(32)));
const redirectUri = (): string => new URL('/', location.href).href;

interface Discovery {
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
}

async function discover(issuer: string): Promise<Discovery> {
  const response = await fetch(`${issuer}/.well-known/openid-configuration`);
  return (await response.json()) as Discovery;
}

/** Sends the person to the issuer, with the authorization code flow and PKCE (RFC 7636), as RFC 9700 recommends. */
export async function startLogin({ issuer, clientId }: LoginOptions): Promise<void> {
  const attempt: Attempt = { state: random(), verifier: random() };
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(attempt.verifier));
  const { authorization_endpoint: endpoint } = await discover(issuer);
  const url = new URL(endpoint);
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri(),
    scope: 'openid profile',
    state: attempt.state,
    nonce: random(),
    code_challenge: base64url(new Uint8Array(hash)),
    code_challenge_method: 'S256',
  }).toString();
  sessionStorage.setItem(STORED, JSON.stringify(attempt));
  location.assign(url);
}

/**
 * Completes the login that {@link startLogin} began, if the person has just come back from the issuer.
 *
 * @returns the access token, which stays in memory only, so a reload needs a new login. Undefined without a login.
 * @throws Error if the response belongs to a login that was not started here, or if the issuer refuses the code.
 */
export async function finishLogin({ issuer, clientId }: LoginOptions): Promise<string | undefined> {
  const { searchParams } = new URL(location.href);
  const code = searchParams.get('code');
  const stored = sessionStorage.getItem(STORED);
  sessionStorage.removeItem(STORED);
  if (code === null) return undefined;
  history.replaceState(null, '', '/');
  const attempt = JSON.parse(stored ?? 'null') as Attempt | null;
  if (attempt === null || attempt.state !== searchParams.get('state')) {
    throw new Error('This login was not started here.');
  }
  const { token_endpoint: endpoint } = await discover(issuer);
  const response = await fetch(endpoint, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: clientId,
      redirect_uri: redirectUri(),
      code,
      code_verifier: attempt.verifier,
    }),
  });
  if (!response.ok) throw new Error('The issuer refused the login.');
  return ((await response.json()) as { access_token: string }).access_token;
}
