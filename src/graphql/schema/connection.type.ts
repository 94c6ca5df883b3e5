import type { ClassType } from 'type-graphql';
import { Field, Int, ObjectType } from 'type-graphql';
import type { Permission } from '../../core/permission';
import { Public, RequiresPermission } from '../guard/guard.directive';

/** Relay's page info (GraphQL Cursor Connections Specification §5.1.1). */
@Public()
@ObjectType('PageInfo', {
  simpleResolvers: true,
  description: 'Whether more rows precede or follow a page, with the cursors of its ends.',
})
class PageInfoObject {
  @Field({ description: 'Whether more rows follow this page.' })
  hasNextPage!: boolean;

  @Field({ description: 'Whether more rows precede this page.' })
  hasPreviousPage!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'The cursor of the first edge; null if the page is empty.',
  })
  startCursor!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The cursor of the last edge; null if the page is empty.',
  })
  endCursor!: string | null;
}

/**
 * The connection type of a node type: `<Noun>Connection` with `<Noun>Edge`, both guarded by one permission.
 *
 * @param noun the GraphQL name of the node type.
 * @param plural its plural in words, for the descriptions.
 * @example
 * const TeamConnection = connectionType(() => TeamObject, 'Team', 'teams', Permission.VIEW_ORGANIZATION);
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
    description: `One of the ${plural} on a page, with its cursor.`,
  })
  class Edge {
    @Field({ description: 'The position of the row in the list. Pass it as after or before.' })
    cursor!: string;

    @Field(node, { description: 'The row itself.' })
    node!: object;
  }

  @RequiresPermission(permission)
  @ObjectType(`${noun}Connection`, { simpleResolvers: true, description: `A page of ${plural}.` })
  class Connection {
    @Field(() => [Edge], { description: 'The rows of the page, each with its cursor.' })
    edges!: Edge[];

    @Field(() => [node()], { description: 'The rows of the page, without cursors.' })
    nodes!: object[];

    @Field(() => PageInfoObject, { description: 'Whether more rows precede or follow this page.' })
    pageInfo!: PageInfoObject;

    @Field(() => Int, {
      description: 'The number of rows in the whole list. They are counted only if this field is selected.',
    })
    totalCount!: number;
  }
  return Connection;
}
