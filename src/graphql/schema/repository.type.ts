import { Field, Int, ObjectType } from 'type-graphql';
import { Permission } from '../../core/permission';
import { RequiresPermission } from '../guard/guard.directive';
import { NodeInterface } from '../relay/node.type';
import { connectionType } from './connection.type';
import { DateTime } from './date-time.scalar';

/** A code repository. */
@RequiresPermission(Permission.VIEW_ORGANIZATION)
@ObjectType('Repository', {
  implements: NodeInterface,
  simpleResolvers: true,
  description: 'A code repository that secrets can be made visible to.',
})
export class RepositoryObject {
  @Field(() => Int, { description: 'The number by which secrets select it and the GitHub dialect knows it.' })
  databaseId!: number;

  @Field({ description: 'Unique in the organization; case does not matter.' })
  name!: string;

  @Field({ description: 'Whether secrets with visibility PRIVATE are visible to it.' })
  isPrivate!: boolean;

  @Field(() => DateTime, { description: 'When it was created.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When it was last changed.' })
  updatedAt!: Date;
}

/** A page of repositories. */
export const RepositoryConnection = connectionType(
  () => RepositoryObject,
  'Repository',
  'repositories',
  Permission.VIEW_ORGANIZATION,
);
