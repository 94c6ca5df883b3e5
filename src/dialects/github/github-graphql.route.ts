import { BadUserInput } from '../../core/errors';
import { Permission } from '../../core/permission';
import type { Permit } from '../../core/policy';
import type { Principal } from '../../core/principal';
import type { Call, Route } from '../route';
import { organizationIdOfSlug } from '../subject';
import { GITHUB_ERRORS, INVALID } from './github.error';

/** One repository that a query asks for. */
interface Lookup {
  readonly alias: string;
  readonly owner: string;
  readonly name: string;
}

const MOST_LOOKUPS = 100;
const LONGEST_QUERY = 50_000;

const HEAD = /^ ?query(?: [A-Za-z_]\w*)? ?\{ ?/y;
const LOOKUP =
  /(?:([A-Za-z_]\w*) ?: ?)?repository ?\( ?owner ?: ?"([^"\\]*)" name ?: ?"([^"\\]*)" ?\) ?\{ ?databaseId ?\} ?/y;
const TAIL = /\} ?$/y;

/**
 * The repositories of `query { alias: repository(owner: "…", name: "…") { databaseId } … }`, the one query that `gh`
 * sends before it writes a secret. This is no GraphQL server: any other text is refused.
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
  return isWhole && lookups.length > 0 && lookups.length <= MOST_LOOKUPS ? lookups : undefined;
}

export const lookUpRepositories: Route = {
  method: 'POST',
  paths: ['/api/graphql'],
  operationId: 'graphql/repository-ids',
  summary: 'Look up the numbers of repositories',
  permission: Permission.VIEW_ORGANIZATION,
  // The query names the owners: each of them is decided about below. A caller without any organization sees none.
  subject: async (_, principal) => anyOrganization(principal),
  body: {
    type: 'object',
    properties: { query: { type: 'string', maxLength: LONGEST_QUERY } },
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
        'Only repository(owner: "…", name: "…") { databaseId } is answered here; the API of this gateway is at /graphql.',
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

/** A repository of an organization that the caller does not belong to is as good as none. */
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
