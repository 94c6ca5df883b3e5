import { Field, ID, InterfaceType } from 'type-graphql';
import type { IdPrefix } from '../../core/id';

/** The GraphQL type of each noun that `node` finds. */
export const NODE_TYPES: Partial<Record<IdPrefix, string>> = {
  org: 'Organization',
  secret: 'Secret',
  version: 'SecretVersion',
  team: 'Team',
  member: 'Membership',
  role: 'Role',
  user: 'User',
  svc: 'ServiceUser',
  token: 'Token',
  repo: 'Repository',
  event: 'AuditEvent',
  consumer: 'Consumer',
};

const TYPE_NAMES: ReadonlyMap<string, string> = new Map(Object.entries(NODE_TYPES));

/** The GraphQL type that the id of a stored row stands for. */
export function nodeTypeName({ id }: { readonly id: string }): string | undefined {
  return TYPE_NAMES.get(id.slice(0, id.indexOf('-')));
}

/** Relay's global object identification. */
@InterfaceType('Node', { resolveType: nodeTypeName, description: 'Anything with an id of its own.' })
export abstract class NodeInterface {
  @Field(() => ID, { description: 'Opaque, unique in the instance, ordered by time of creation.' })
  id!: string;
}

/** A caller, as others in an organization see it. */
@InterfaceType('Principal', {
  resolveType: nodeTypeName,
  description: 'An authenticated caller: a user or a service user.',
})
export abstract class PrincipalInterface {
  @Field(() => ID, { description: 'Its id.' })
  id!: string;

  @Field({ description: 'Its name.' })
  name!: string;
}
