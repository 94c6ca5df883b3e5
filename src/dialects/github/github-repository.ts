import { createHash } from 'node:crypto';
import type { Organization } from '../../core/organization';
import type { Repository } from '../../core/repository';
import type { Call } from '../route';
import { apiBase } from './github-path';
import { githubTime } from './github-secret';

/** The parts of a request that links are built from. */
type LinkBase = Pick<Call, 'origin' | 'url'>;

/**
 * The number that GitHub's format wants for an organization. It is 48 bits of a digest of the id, so it never changes and
 * fits into the integers of every client. No request looks anything up by it.
 */
function organizationNumber(id: string): number {
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

function ownerOf({ id, slug }: Organization, base: LinkBase): Record<string, unknown> {
  const api = apiBase(base);
  return {
    login: slug,
    id: organizationNumber(id),
    node_id: id,
    avatar_url: `${base.origin}/${slug}.png`,
    gravatar_id: '',
    url: `${api}/users/${slug}`,
    html_url: `${base.origin}/${slug}`,
    ...accountLinks(api, slug),
    type: 'Organization',
    site_admin: false,
  };
}

/** The end of each link of a repository, by the name of the field. */
const REPOSITORY_LINKS: Readonly<Record<string, string>> = {
  archive_url: '/{archive_format}{/ref}',
  assignees_url: '/assignees{/user}',
  blobs_url: '/git/blobs{/sha}',
  branches_url: '/branches{/branch}',
  collaborators_url: '/collaborators{/collaborator}',
  comments_url: '/comments{/number}',
  commits_url: '/commits{/sha}',
  compare_url: '/compare/{base}...{head}',
  contents_url: '/contents/{+path}',
  contributors_url: '/contributors',
  deployments_url: '/deployments',
  downloads_url: '/downloads',
  events_url: '/events',
  forks_url: '/forks',
  git_commits_url: '/git/commits{/sha}',
  git_refs_url: '/git/refs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  hooks_url: '/hooks',
  issue_comment_url: '/issues/comments{/number}',
  issue_events_url: '/issues/events{/number}',
  issues_url: '/issues{/number}',
  keys_url: '/keys{/key_id}',
  labels_url: '/labels{/name}',
  languages_url: '/languages',
  merges_url: '/merges',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  pulls_url: '/pulls{/number}',
  releases_url: '/releases{/id}',
  stargazers_url: '/stargazers',
  statuses_url: '/statuses/{sha}',
  subscribers_url: '/subscribers',
  subscription_url: '/subscription',
  tags_url: '/tags',
  teams_url: '/teams',
  trees_url: '/git/trees{/sha}',
};

/** A repository in a list, GitHub's `minimal-repository`. */
export function minimalRepository(
  repository: Repository,
  owner: Organization,
  base: LinkBase,
): Record<string, unknown> {
  const fullName = `${owner.slug}/${repository.name}`;
  const url = `${apiBase(base)}/repos/${fullName}`;
  const links = Object.entries(REPOSITORY_LINKS).map(([name, rest]) => [name, `${url}${rest}`]);
  return {
    id: repository.databaseId,
    node_id: repository.id,
    name: repository.name,
    full_name: fullName,
    owner: ownerOf(owner, base),
    private: repository.isPrivate,
    html_url: `${base.origin}/${fullName}`,
    description: null,
    fork: false,
    url,
    ...Object.fromEntries(links),
  };
}

/** Fields that GitHub's schema requires and that have no meaning here. */
const UNUSED_FIELDS = {
  default_branch: 'main',
  forks: 0,
  forks_count: 0,
  has_issues: false,
  has_projects: false,
  has_wiki: false,
  has_pages: false,
  has_discussions: false,
  homepage: null,
  language: null,
  archived: false,
  disabled: false,
  mirror_url: null,
  open_issues: 0,
  open_issues_count: 0,
  license: null,
  size: 0,
  stargazers_count: 0,
  watchers: 0,
  watchers_count: 0,
  network_count: 0,
  subscribers_count: 0,
};

/** A single repository, GitHub's `full-repository`. */
export function fullRepository(
  repository: Repository,
  owner: Organization,
  base: LinkBase,
): Record<string, unknown> {
  const minimal = minimalRepository(repository, owner, base);
  const html = String(minimal.html_url);
  return {
    ...minimal,
    ...UNUSED_FIELDS,
    visibility: repository.isPrivate ? 'private' : 'public',
    clone_url: `${html}.git`,
    git_url: `${html}.git`,
    ssh_url: `${html}.git`,
    svn_url: html,
    created_at: githubTime(repository.createdAt),
    updated_at: githubTime(repository.updatedAt),
    pushed_at: githubTime(repository.updatedAt),
  };
}

/** A single organization, GitHub's `organization-full`. */
export function fullOrganization(organization: Organization, base: LinkBase): Record<string, unknown> {
  const { id, slug, name, createdAt, updatedAt } = organization;
  const url = `${apiBase(base)}/orgs/${slug}`;
  return {
    login: slug,
    id: organizationNumber(id),
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

/** The OpenAPI schema of a repository. All other fields are links. */
export const MINIMAL_REPOSITORY = {
  title: 'Minimal Repository',
  type: 'object',
  properties: {
    id: { type: 'integer', format: 'int64' },
    node_id: { type: 'string' },
    name: { type: 'string' },
    full_name: { type: 'string' },
    owner: { title: 'Simple User', type: 'object', additionalProperties: true },
    private: { type: 'boolean' },
    html_url: { type: 'string', format: 'uri' },
    url: { type: 'string', format: 'uri' },
  },
  required: ['id', 'node_id', 'name', 'full_name', 'owner', 'private', 'html_url', 'url'],
  additionalProperties: true,
} as const;
