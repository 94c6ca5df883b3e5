import { createHash } from 'node:crypto';
import { timeOf } from '../../core/id';
import type { Organization } from '../../core/organization';
import { type Principal, PrincipalKind } from '../../core/principal';
import type { Call } from '../route';
import { apiBase } from './github-path';
import { githubTime } from './github-secret';

/** The parts of a request that links are built from. */
export type LinkBase = Pick<Call, 'origin' | 'url'>;

/**
 * The number that GitHub's format wants for an account. It is 48 bits of a digest of the id, so it never changes and
 * fits into the integers of every client. No request looks anything up by it.
 */
function accountNumber(id: string): number {
  return createHash('sha256').update(id).digest().readUIntBE(0, 6);
}

/** The links of an account that GitHub's schema requires. Most of them lead nowhere here. */
function accountLinks(api: string, login: string): Record<string, string> {
  const user = `${api}/users/${login}`;
  return {
    followers_url: `${user}/followers`,
    following_url: `${user}/following{/other_user}`,
    gists_url: `${user}/gists{/gist_id}`,
    starred_url: `${user}/starred{/owner}{/repo}`,
    subscriptions_url: `${user}/subscriptions`,
    organizations_url: `${user}/orgs`,
    repos_url: `${user}/repos`,
    events_url: `${user}/events{/privacy}`,
    received_events_url: `${user}/received_events`,
  };
}

/** An account as GitHub's `simple-user`. @param id the id in the gateway. */
function simpleUser(login: string, id: string, type: string, base: LinkBase): Record<string, unknown> {
  const api = apiBase(base);
  return {
    login,
    id: accountNumber(id),
    node_id: id,
    avatar_url: `${base.origin}/${login}.png`,
    gravatar_id: '',
    url: `${api}/users/${login}`,
    html_url: `${base.origin}/${login}`,
    ...accountLinks(api, login),
    type,
    site_admin: false,
  };
}

/** An organization as the owner of a repository. */
export function ownerOf({ id, slug }: Organization, base: LinkBase): Record<string, unknown> {
  return simpleUser(slug, id, 'Organization', base);
}

/** Fields of an account that GitHub's schemas require and that have no meaning here. */
const UNUSED_FIELDS = {
  bio: null,
  blog: '',
  company: null,
  email: null,
  hireable: null,
  location: null,
  public_repos: 0,
  public_gists: 0,
  followers: 0,
  following: 0,
};

/** An organization as an account, GitHub's `public-user`. Clients look here whether an owner is an organization. */
export function organizationAccount(organization: Organization, base: LinkBase): Record<string, unknown> {
  const { name, createdAt, updatedAt } = organization;
  return {
    ...ownerOf(organization, base),
    ...UNUSED_FIELDS,
    name,
    created_at: githubTime(createdAt),
    updated_at: githubTime(updatedAt),
  };
}

/** The login of a caller: its id, because its name need not be unique. */
export function loginOf({ id }: Principal): string {
  return id;
}

/** The caller as an account, GitHub's `public-user`. A service user is what GitHub calls a bot. */
export function callerAccount(caller: Principal, base: LinkBase): Record<string, unknown> {
  const createdAt = githubTime(timeOf(caller.id));
  return {
    ...simpleUser(loginOf(caller), caller.id, caller.kind === PrincipalKind.USER ? 'User' : 'Bot', base),
    ...UNUSED_FIELDS,
    name: caller.name,
    created_at: createdAt,
    updated_at: createdAt,
  };
}

/** A single organization, GitHub's `organization-full`. */
export function fullOrganization(organization: Organization, base: LinkBase): Record<string, unknown> {
  const { id, slug, name, createdAt, updatedAt } = organization;
  const url = `${apiBase(base)}/orgs/${slug}`;
  return {
    login: slug,
    id: accountNumber(id),
    node_id: id,
    name,
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${base.origin}/${slug}.png`,
    description: null,
    html_url: `${base.origin}/${slug}`,
    has_organization_projects: false,
    has_repository_projects: false,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    type: 'Organization',
    created_at: githubTime(createdAt),
    updated_at: githubTime(updatedAt),
    archived_at: null,
  };
}
