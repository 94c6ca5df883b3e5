import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { BadUserInput, Forbidden, LimitExceeded } from '../../core/errors';
import { type IdPrefix, requireId } from '../../core/id';
import { PAGE_SIZE } from '../../core/page';
import { Permission } from '../../core/permission';
import { Permit } from '../../core/policy';
import { RequiresPermission } from '../guard/guard.directive';
import { NODE_TYPES, NodeInterface } from '../relay/node.type';
import { profileOf } from '../request/loaders';
import { NODE_LOOKUPS } from '../request/node-lookups';
import type { RequestContext } from '../request/request-context';

/** Relay's `node` and `nodes`. Each object passes the same policy and the same reach as in every other field. */
@Resolver()
export class NodeResolver {
  @RequiresPermission(Permission.VIEW_SELF)
  @Query(() => NodeInterface, {
    nullable: true,
    description: 'The object with this id; null if there is none that the caller may see.',
  })
  node(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, { description: 'The id of the object.' }) id: string,
  ): Promise<object | null> {
    return findNode(id, 'id', context);
  }

  @RequiresPermission(Permission.VIEW_SELF)
  @Query(() => [NodeInterface], {
    nullable: 'items',
    description:
      'The objects with these ids, in the order of the ids; null for each that the caller may not see.',
  })
  async nodes(
    @Ctx() context: RequestContext,
    @Arg('ids', () => [ID], { description: 'The ids of the objects, at most 200.' }) ids: string[],
  ): Promise<readonly (object | null)[]> {
    if (ids.length > PAGE_SIZE.max)
      throw new LimitExceeded(`Ask for at most ${PAGE_SIZE.max} ids at a time.`);
    return Promise.all(ids.map((id, index) => findNode(id, `ids.${index}`, context)));
  }
}

/**
 * The object with this id.
 *
 * @param path the path of the argument, for violations.
 * @returns null if it does not exist or belongs to an organization of others: a caller cannot tell the two apart.
 * @throws BadUserInput for a malformed id; Forbidden for an object of the caller's own organization that the caller may
 * not see.
 */
async function findNode(id: string, path: string, context: RequestContext): Promise<object | null> {
  const prefix = requireId(id, path, ...(Object.keys(NODE_TYPES) as IdPrefix[])).split('-')[0] as IdPrefix;
  if (prefix === 'user') return findUser(id, context);
  const lookup = NODE_LOOKUPS[prefix];
  if (lookup === undefined)
    throw BadUserInput.at(path, 'id', 'Objects of this kind cannot be looked up by id.');
  const organizationId = await context.loaders.organizationOf.load(id);
  const permit = await context.decideSubject(lookup.permission, organizationId, id);
  if (permit instanceof Permit) return (await lookup.find(id, permit, context)) ?? null;
  context.refuse(lookup.permission, 'Query.node', organizationId, id);
  if (permit instanceof Forbidden) throw permit;
  return null;
}

/** A user belongs to no single organization: everyone who shares an organization with a user can see it. */
async function findUser(id: string, context: RequestContext): Promise<object | null> {
  const shared = await context.services.directory.sharedOrganization(
    context.instancePermit(Permission.VIEW_SELF),
    id,
  );
  return shared === undefined ? null : ((await profileOf(context.loaders, id, shared)) ?? null);
}
