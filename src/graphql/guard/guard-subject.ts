import { type GraphQLField, getNamedType, isInputObjectType } from 'graphql';
import { BadUserInput } from '../../core/errors';
import { type IdPrefix, prefixOf, requireId } from '../../core/id';
import { NODE_TYPES } from '../relay/node.type';
import type { RequestContext } from '../request/request-context';

/** Finds the subject of a root field from its arguments. @throws BadUserInput for an invalid id; Unauthenticated */
export type GuardSubject = (
  given: Readonly<Record<string, unknown>>,
  context: RequestContext,
) => Promise<{ readonly organizationId: string | undefined; readonly subjectId: string | undefined }>;

const SUBJECT_NAMES = ['organizationId', 'id', 'slug'] as const;
type SubjectName = (typeof SUBJECT_NAMES)[number];

/** The organization of a parent object: the id of an organization, the `organizationId` of everything else. */
export function organizationOfParent(source: unknown): string | undefined {
  const { organizationId, id } = source as { readonly organizationId?: string; readonly id?: string };
  if (organizationId !== undefined) return organizationId;
  return id !== undefined && prefixOf(id) === 'org' ? id : undefined;
}

/**
 * How to find the organization from the arguments of a root field: `organizationId`, `id` or `slug`, either an argument
 * or a field of `input`. An id never moves to another organization.
 *
 * @returns undefined if no argument names a subject, or if the noun of the `id` is not evident.
 */
export function subjectOfArguments(field: GraphQLField<unknown, RequestContext>): GuardSubject | undefined {
  const noun = nounOf(field);
  const direct = SUBJECT_NAMES.filter((name) => field.args.some((argument) => argument.name === name));
  if (direct.length > 0) return subjectIn(direct, noun, (given) => given, '');
  const input = getNamedType(field.args.find((argument) => argument.name === 'input')?.type);
  if (!isInputObjectType(input)) return undefined;
  const nested = SUBJECT_NAMES.find((name) => input.getFields()[name] !== undefined);
  if (nested === undefined || nested === 'slug') return undefined;
  return subjectIn([nested], noun, ({ input: inner }) => inner as Record<string, unknown>, 'input.');
}

/**
 * The noun of the `id` of a root field: the type that the field returns (`secret`), or else the noun after the verb in its
 * name (`updateSecret`, `addTeamMember`). Without this check, the guard would find the organization for an id of any
 * noun, and the answer would reveal that the id exists.
 */
function nounOf({ name, type }: GraphQLField<unknown, RequestContext>): IdPrefix | undefined {
  const afterVerb = name.replace(/^[a-z]+/, '');
  const fits = (Object.entries(NODE_TYPES) as [IdPrefix, string][])
    .filter(([, noun]) => noun === getNamedType(type).name || afterVerb.startsWith(noun))
    .sort(([, a], [, b]) => b.length - a.length);
  return fits[0]?.[0];
}

function subjectIn(
  names: readonly SubjectName[],
  noun: IdPrefix | undefined,
  inputOf: (given: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>,
  path: string,
): GuardSubject | undefined {
  if (names.includes('id') && noun === undefined) return undefined;
  return (given, context) => locate(inputOf(given), names, noun, path, context);
}

async function locate(
  given: Readonly<Record<string, unknown>>,
  names: readonly SubjectName[],
  noun: IdPrefix | undefined,
  path: string,
  context: RequestContext,
): Promise<{ organizationId: string | undefined; subjectId: string | undefined }> {
  const named = names.filter((name) => given[name] != null);
  const [name] = named;
  if (name === undefined || named.length > 1) {
    throw BadUserInput.at(`${path}${names[0]}`, 'exclusive', `Give exactly one of ${names.join(', ')}.`);
  }
  const text = given[name] as string;
  if (name === 'slug') {
    return { organizationId: organizationIdOfSlug(text, context), subjectId: undefined };
  }
  const prefixes = name === 'organizationId' ? ['org' as const] : noun === undefined ? [] : [noun];
  const subjectId = requireId(text, `${path}${name}`, ...prefixes);
  return { organizationId: await organizationOf(subjectId, context), subjectId };
}

/** Searches only the caller's organizations, so that nothing depends on whether another one has this slug. */
function organizationIdOfSlug(slug: string, context: RequestContext): string | undefined {
  const wanted = slug.toLowerCase();
  for (const { organizationId, organization } of context.requirePrincipal().grants.values()) {
    if (organization?.slug === wanted) return organizationId;
  }
  return undefined;
}

/**
 * The caller's organizations came with its credential and need no query. A secret within reach has its organization in its
 * row, which the field then finds in the loader.
 */
async function organizationOf(subjectId: string, { loaders }: RequestContext): Promise<string | undefined> {
  if (loaders.organizations.known(subjectId) !== undefined) return subjectId;
  const secret = prefixOf(subjectId) === 'secret' ? await loaders.secrets.load(subjectId) : undefined;
  return secret?.organizationId ?? loaders.organizationOf.load(subjectId);
}
