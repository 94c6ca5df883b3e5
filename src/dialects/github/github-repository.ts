import type { Organization } from '../../core/organization';
import type { Repository } from '../../core/repository';
import { type LinkBase, ownerOf } from './github-account';
import { apiBase } from './github-path';
import { githubTime } from './github-secret';

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
