import { createHash, randomBytes } from 'node:crypto';
import { ask } from '../example-process.mjs';

const SERVICES = ['BILLING', 'SEARCH', 'MAIL', 'WEB', 'WORKER', 'REPORTS', 'IMPORT', 'CHAT'];
const KINDS = ['API_KEY', 'DATABASE_URL', 'SIGNING_KEY', 'SMTP_PASSWORD', 'WEBHOOK_SECRET', 'TLS_PASSPHRASE'];

const random = () => randomBytes(32).toString('base64url');

/** Signs a person in like the page does (authorization code with PKCE). @returns the access token. */
async function logIn({ issuer, clientId, redirectUri, subject }) {
  const verifier = random();
  const own = { client_id: clientId, redirect_uri: redirectUri };
  const request = {
    ...own,
    response_type: 'code',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    state: random(),
    subject,
  };
  const back = await fetch(`${issuer}/authorize`, {
    method: 'POST',
    body: new URLSearchParams(request),
    redirect: 'manual',
  });
  const code = new URL(back.headers.get('location')).searchParams.get('code');
  const answer = await fetch(`${issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({ ...own, grant_type: 'authorization_code', code, code_verifier: verifier }),
  });
  return (await answer.json()).access_token;
}

/**
 * What an owner does for a new colleague: the first login creates the user, and the owner makes the user a member.
 *
 * @param owner `{ url, token }` of the gateway and its first owner
 * @param login the argument of {@link logIn}
 * @returns the id of the organization
 */
export async function addMember({ url, token }, login) {
  const headers = { authorization: `Bearer ${token}` };
  const person = { authorization: `Bearer ${await logIn(login)}` };
  const { viewer } = await ask(url, '{ viewer { id } }', { headers: person });
  const { organization } = await ask(
    url,
    '{ organization(slug: "default") { id roles(first: 20) { nodes { id name } } } }',
    { headers },
  );
  const role = organization.roles.nodes.find(({ name }) => name === 'ADMIN');
  const input = { organizationId: organization.id, principalId: viewer.id, roleId: role.id };
  await ask(
    url,
    'mutation ($input: CreateMembershipInput!) { createMembership(input: $input) { membership { id } } }',
    { headers, variables: { input } },
  );
  return organization.id;
}

/** Creates enough secrets for a list of several pages. Their values are random. */
export async function addSecrets({ url, token }, organizationId) {
  const names = SERVICES.flatMap((service) => KINDS.map((kind) => `${service}_${kind}`));
  for (const name of names) {
    const input = { organizationId, name, value: random(), note: 'created by the example' };
    await ask(
      url,
      'mutation ($input: CreateSecretInput!) { createSecret(input: $input) { secret { id } } }',
      {
        headers: { authorization: `Bearer ${token}` },
        variables: { input },
      },
    );
  }
}
