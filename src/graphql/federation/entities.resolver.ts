import { BadUserInput, Forbidden, LimitExceeded, type Violation } from '../../core/errors';
import { type IdPrefix, prefixOf } from '../../core/id';
import { Permission } from '../../core/permission';
import { Permit } from '../../core/policy';
import type { RequestContext } from '../request/request-context';

/** The most representations that one `_entities` may have. */
const MAX_REPRESENTATIONS = 1_000;
const MAX_VIOLATIONS = 20;

/** A type that other subgraphs may refer to by `id`. */
interface Entity {
  readonly prefix: IdPrefix;
  readonly permission: Permission;
  readonly load: (context: RequestContext, id: string) => Promise<object | undefined>;
}

const ENTITIES: ReadonlyMap<unknown, Entity> = new Map([
  [
    'Organization',
    {
      prefix: 'org',
      permission: Permission.VIEW_ORGANIZATION,
      load: ({ loaders }, id) => loaders.organizations.load(id),
    },
  ],
  [
    'Secret',
    {
      prefix: 'secret',
      permission: Permission.VIEW_SECRETS,
      load: ({ loaders }, id) => loaders.secrets.load(id),
    },
  ],
] satisfies [string, Entity][]);

/** The types that other subgraphs may refer to. */
export const ENTITY_NAMES: readonly string[] = [...ENTITIES.keys()].map(String);

interface Reference {
  readonly entity: Entity;
  readonly id: string;
}

/**
 * Resolves `_entities` as strictly as every other field. Each representation is `{ __typename, id }` and nothing else,
 * policy decides about each one, and all of them together take two statements. An entity that does not exist, belongs to
 * another organization or is out of reach is null. So is a malformed id, because another subgraph may hold a stale one.
 *
 * @throws LimitExceeded above {@link MAX_REPRESENTATIONS}, BadUserInput for a malformed representation; both before any
 * SQL. A representation that policy forbids is an error at its position in the list.
 */
export async function resolveEntities(
  _: unknown,
  { representations }: { readonly representations: readonly unknown[] },
  context: RequestContext,
): Promise<readonly (object | null)[]> {
  if (representations.length > MAX_REPRESENTATIONS) {
    throw new LimitExceeded(`Ask for at most ${MAX_REPRESENTATIONS} representations at a time.`);
  }
  const references = checkedReferences(representations);
  const organizationIds = await Promise.all(
    references.map(({ entity, id }) =>
      prefixOf(id) === entity.prefix ? context.loaders.organizationOf.load(id) : undefined,
    ),
  );
  const decisions = await Promise.all(
    references.map(({ entity, id }, index) =>
      context.decideSubject(entity.permission, organizationIds[index], id),
    ),
  );
  for (const [index, { entity, id }] of references.entries()) {
    if (decisions[index] instanceof Permit) continue;
    context.refuse(entity.permission, 'Query._entities', organizationIds[index], id);
  }
  return Promise.all(
    references.map(async ({ entity, id }, index) => {
      const decision = decisions[index];
      if (decision instanceof Permit) return (await entity.load(context, id)) ?? null;
      // An error in the list fails its own item only.
      return decision instanceof Forbidden ? decision : null;
    }),
  );
}

function checkedReferences(representations: readonly unknown[]): readonly Reference[] {
  const violations: Violation[] = [];
  const references: Reference[] = [];
  for (const [index, given] of representations.entries()) {
    const reference = referenceOf(given, `representations.${index}`);
    if ('rule' in reference) violations.push(reference);
    else references.push(reference);
    if (violations.length >= MAX_VIOLATIONS) break;
  }
  if (violations.length > 0) throw new BadUserInput(violations);
  return references;
}

/** Only own properties count, because a representation comes from JSON and may have any keys. */
function referenceOf(given: unknown, path: string): Reference | Violation {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return { path, rule: 'object', message: 'Give an object with __typename and id.' };
  }
  const { __typename: name, id } = Object.fromEntries(Object.entries(given));
  const entity = ENTITIES.get(name);
  if (entity === undefined) {
    return { path: `${path}.__typename`, rule: 'entity', message: `Give one of ${ENTITY_NAMES.join(', ')}.` };
  }
  if (typeof id !== 'string') {
    return { path: `${path}.id`, rule: 'required', message: 'Give the id as a string.' };
  }
  if (Object.keys(given).length > 2) {
    return { path, rule: 'unknown_field', message: 'Give nothing but __typename and id.' };
  }
  return { entity, id };
}
