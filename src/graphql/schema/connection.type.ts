import type { ClassType } from 'type-graphql';
import { Field, Int, ObjectType } from 'type-graphql';
import type { Permission } from '../../core/permission';
import { Public, RequiresPermission } from '../guard/guard.directive';

/** Relay's page info (GraphQL Cursor Connections Specification §5.1.1). */
@Public()
@ObjectType('PageInfo', { simpleResolvers: true, description: 'Where a page stands in its list.' })
export class PageInfoObject {
  @Field({ description: 'Whether rows follow behind this page.' })
  hasNextPage!: boolean;

  @Field({ description: 'Whether rows precede this page.' })
  hasPreviousPage!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'The cursor of the first edge; null on an empty page.',
  })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: 'The cursor of the last edge; null on an empty page.' })
  endCursor!: string | null;
}

/**
 * The connection type of a noun: `<Noun>Connection` with `<Noun>Edge`, both guarded by one permission.
 *
 * @param noun the GraphQL name of the node type, in the singular.
 * @param plural for the descriptions.
 */
export function connectionType(
  node: () => ClassType<object>,
  noun: string,
  plural: string,
  permission: Permission,
): ClassType<object> {
  @RequiresPermission(permission)
  @ObjectType(`${noun}Edge`, {
    simpleResolvers: true,
    description: `One of the ${plural} of a page, with its place in the list.`,
  })
  class Edge {
    @Field({ description: 'Its place in the list, for after and before.' })
    cursor!: string;

    @Field(node, { description: 'The row itself.' })
    node!: object;
  }

  @RequiresPermission(permission)
  @ObjectType(`${noun}Connection`, { simpleResolvers: true, description: `A page of ${plural}.` })
  class Connection {
    @Field(() => [Edge], { description: 'The rows of the page, each with its cursor.' })
    edges!: Edge[];

    @Field(() => [node()], { description: 'The rows of the page without cursors.' })
    nodes!: object[];

    @Field(() => PageInfoObject, { description: 'Where the page stands in the list.' })
    pageInfo!: PageInfoObject;

    @Field(() => Int, { description: 'How many rows the whole list has; counted only when selected.' })
    totalCount!: number;
  }
  return Connection;
}
