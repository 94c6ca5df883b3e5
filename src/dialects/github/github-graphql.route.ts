import { BadUserInput } from '../../core/errors';
import { Permission } from '../../core/permission';
import type { Permit } from '../../core/policy';
import type { Principal } from '../../core/principal';
import type { Call, Route } from '../route';
import { organizationIdOfSlug } from '../subject';
import { GITHUB_ERRORS, INVALID } from './github.error';

/** A repository that a query asks for. */
interface Lookup {
  readonly alias: string;
  readonly owner: string;
  readonly name: string;
}

const MAX_LOOKUPS = 100;
const MAX_QUERY_LENGTH = 50_000;

const HEAD = /^ ?query(?: [A-Za-z_]\w*)? ?\{ ?/y;
const LOOKUP =
  /(?:([A-Za-z_]\w*) ?: ?)?repository ?\( ?owner ?: ?"([^"\\]*)" name ?: ?"([^"\\]*)" ?\) ?\{ ?databaseId ?\} ?/y;
const TAIL = /\} ?$/y;

/**
 * The repositories in `query { alias: repository(owner: "…", name: "…") { databaseId } … }`, the query that `gh` sends
 * before it writes a secret. Undefined for any other text: this is not a GraphQL server.
 */
export function lookupsIn(query: string): readonly Lookup[] | undefined {
  const text = query.replace(/[\s,]+/g, ' ');
  HEAD.lastIndex = 0;
  if (HEAD.exec(text) === null) return undefined;
  const lookups: Lookup[] = [];
  let at = HEAD.lastIndex;
  for (;;) {
    LOOKUP.lastIndex = at;
    const found = LOOKUP.exec(text);
    if (found === null) break;
    const [, alias = 'repository', owner = '', name = ''] = found;
    lookups.push({ alias, owner, name });
    at = LOOKUP.lastIndex;
  }
  TAIL.lastIndex = at;
  const aliases = new Set(lookups.map(({ alias }) => alias));
  const isWhole = TAIL.test(text) && aliases.size === lookups.length;
  return isWhole && lookups.length > 0 && lookups.length <= MAX_LOOKUPS ? lookups : undefined;
}

export const lookUpRepositories: Route = {
  method: 'POST',
  paths: ['/api/graphql'],
  operationId: 'graphql/repository-ids',
  summary: 'Look up the numbers of repositories',
  permission: Permission.VIEW_ORGANIZATION,
  // The handler checks the permission in each organization that the query names.
  subject: async (_, principal) => anyOrganization(principal),
  body: {
    type: 'object',
    properties: { query: { type: 'string', maxLength: MAX_QUERY_LENGTH } },
    required: ['query'],
  },
  replies: {
    200: {
      description: 'Response',
      type: 'object',
      properties: { data: { type: 'object', additionalProperties: true } },
      additionalProperties: true,
    },
    ...GITHUB_ERRORS,
    ...INVALID,
  },
  handler: async (call) => {
    const lookups = lookupsIn(String(call.body.query));
    if (lookups === undefined) {
      throw BadUserInput.at(
        'body.query',
        'query',
        'Only repository(owner: "…", name: "…") { databaseId } works here; the GraphQL API of this gateway is at /graphql.',
      );
    }
    const data = await numbersOf(call, lookups);
    const errors = data
      .filter(([, found]) => found === null)
      .map(([alias]) => ({
        type: 'NOT_FOUND',
        path: [alias],
        message: 'Could not resolve to a Repository.',
      }));
    return { status: 200, body: { data: Object.fromEntries(data), ...(errors.length > 0 && { errors }) } };
  },
};

type Found = readonly [alias: string, repository: { readonly databaseId: number } | null];

/** The number of each repository; null if it does not exist or the caller does not belong to its organization. */
async function numbersOf(call: Call, lookups: readonly Lookup[]): Promise<readonly Found[]> {
  const permits = new Map<string, Permit | undefined>();
  const found: Found[] = [];
  for (const { alias, owner, name } of lookups) {
    if (!permits.has(owner)) {
      permits.set(owner, call.permitIn(await organizationIdOfSlug(call.services, owner)));
    }
    const permit = permits.get(owner);
    const repository = permit && (await call.services.repositoryQueries.findByName(permit, name));
    found.push([alias, repository === undefined ? null : { databaseId: repository.databaseId }]);
  }
  return found;
}

function anyOrganization({ homeOrganizationId, grants }: Principal): string | undefined {
  const [first] = grants.keys();
  return homeOrganizationId ?? first;
}
