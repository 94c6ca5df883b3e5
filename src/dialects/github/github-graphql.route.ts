import { BadUserInput } from '../../core/errors';
import { Permission } from '../../core/permission';
import type { SelfCall, SelfRoute } from '../route';
import { GITHUB_ERRORS, INVALID } from './github.error';
import { loginOf } from './github-account';
import { type Question, questionsIn } from './github-lookup';

/** The most questions of a query. A repository of a secret is one. */
const MAX_QUESTIONS = 1_000;

const answering = {
  method: 'POST',
  operationId: 'graphql/repository-ids',
  summary: 'Look up the login of the caller and the numbers of repositories',
  permission: Permission.VIEW_SELF,
  body: { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] },
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
  handler: async (call: SelfCall) => {
    const questions = questionsIn(String(call.body.query));
    if (questions === undefined) {
      throw BadUserInput.at(
        'body.query',
        'query',
        'Only viewer { login } and repository(owner: "…", name: "…") { databaseId } work here; the GraphQL API of this gateway is at /graphql.',
      );
    }
    if (questions.length > MAX_QUESTIONS) {
      throw BadUserInput.at(
        'body.query',
        'maxItems',
        'Ask for at most 1,000 repositories at once, and for the rest in another request.',
      );
    }
    const data = await answersTo(call, questions);
    const errors = data
      .filter(([, found]) => found === null)
      .map(([alias]) => ({
        type: 'NOT_FOUND',
        path: [alias],
        message: 'Could not resolve to a Repository.',
      }));
    return { status: 200, body: { data: Object.fromEntries(data), ...(errors.length > 0 && { errors }) } };
  },
} as const;

/** Where clients of GitHub Enterprise ask. */
export const lookUp: SelfRoute = { ...answering, paths: ['/api/graphql', '/api/v3/graphql'] };

/** Where `gh` asks when its host is `github.localhost`, whose API it expects at a name of its own. */
export const lookUpOnLocalhost: SelfRoute = {
  ...answering,
  isAlias: true,
  paths: ['/graphql'],
  only: { host: /^api\.github\.localhost(?::\d{1,5})?$/i },
};

type Found = readonly [
  alias: string,
  answer: { readonly databaseId: number } | { readonly login: string } | null,
];

/** The answer to each question; null for a repository of no organization of the caller. */
async function answersTo(call: SelfCall, questions: readonly Question[]): Promise<readonly Found[]> {
  const numbers = await numbersOf(call, questions);
  return questions.map((question) => {
    if (question.about === 'viewer') return [question.alias, { login: loginOf(call.permit.principal) }];
    const databaseId = numbers.get(question.owner.toLowerCase())?.get(question.name.toLowerCase());
    return [question.alias, databaseId === undefined ? null : { databaseId }];
  });
}

/** The numbers of the repositories, by folded owner and folded name. */
async function numbersOf(
  call: SelfCall,
  questions: readonly Question[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>> {
  const names = new Map<string, string[]>();
  for (const question of questions) {
    if (question.about !== 'repository') continue;
    const owner = question.owner.toLowerCase();
    const known = names.get(owner);
    if (known === undefined) names.set(owner, [question.name]);
    else known.push(question.name);
  }
  const numbers = new Map<string, ReadonlyMap<string, number>>();
  if (names.size === 0) return numbers;
  const { permit, services } = call;
  const permits = [...permit.principal.grants.keys()].flatMap(
    (id) => call.permitIn(Permission.VIEW_ORGANIZATION, id) ?? [],
  );
  // One statement for the organizations of the caller, and one for each that is asked about.
  const slugs = new Map((await services.directory.organizations(permits)).map(({ id, slug }) => [id, slug]));
  for (const each of permits) {
    const slug = slugs.get(each.organizationId) ?? '';
    const found = await services.repositoryQueries.findByNames(each, names.get(slug) ?? []);
    numbers.set(slug, new Map([...found].map(([name, { databaseId }]) => [name, databaseId])));
  }
  return numbers;
}
