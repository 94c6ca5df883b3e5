import { Field, ID, InterfaceType } from 'type-graphql';
import { type IdPrefix, NOUNS } from '../../core/id';

/** Nouns that are not objects in the schema. */
const WITHOUT_TYPE: ReadonlySet<string> = new Set<IdPrefix>(['key', 'delivery']);

/** The GraphQL type of the rows of each noun, by the prefix of their ids. */
export const NODE_TYPES: Partial<Record<IdPrefix, string>> = Object.fromEntries(
  Object.entries(NOUNS).filter(([prefix]) => !WITHOUT_TYPE.has(prefix)),
);

const TYPE_NAMES: ReadonlyMap<string, string> = new Map(Object.entries(NODE_TYPES));

/** The name of the GraphQL type of a row, by the prefix of its id; undefined for a prefix that `node` does not look up. */
export function nodeTypeName({ id }: { readonly id: string }): string | undefined {
  return TYPE_NAMES.get(id.slice(0, id.indexOf('-')));
}

/** Relay's `Node` (GraphQL Global Object Identification Specification). */
@InterfaceType('Node', {
  resolveType: nodeTypeName,
  description: 'An object that can be looked up by its id.',
})
export abstract class NodeInterface {
  @Field(() => ID, {
    description: 'An opaque id, unique in this instance. Ids are ordered by the time of creation.',
  })
  id!: string;
}

/** A user or service user, as other members of an organization see it. */
@InterfaceType('Principal', {
  resolveType: nodeTypeName,
  description: 'An authenticated caller: a user or a service user.',
})
export abstract class PrincipalInterface {
  @Field(() => ID, { description: 'The id of the user or service user.' })
  id!: string;

  @Field({ description: 'The name of the user or service user.' })
  name!: string;
}
