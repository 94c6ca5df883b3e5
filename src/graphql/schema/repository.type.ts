import { Field, Int, ObjectType } from 'type-graphql';
import { Permission } from '../../core/permission';
import { RequiresPermission } from '../guard/guard.directive';
import { NodeInterface } from '../relay/node.type';
import { connectionType } from './connection.type';
import { DateTime } from './date-time.scalar';

@RequiresPermission(Permission.VIEW_ORGANIZATION)
@ObjectType('Repository', {
  implements: NodeInterface,
  simpleResolvers: true,
  description: 'A code repository. The visibility of a secret says which repositories may use it.',
})
export class RepositoryObject {
  @Field(() => Int, {
    description: 'The number that selectedRepositoryIds and the GitHub dialect use for it.',
  })
  databaseId!: number;

  @Field({ description: 'The name, unique in the organization and case-insensitive.' })
  name!: string;

  @Field({ description: 'Whether it may use secrets with visibility PRIVATE.' })
  isPrivate!: boolean;

  @Field(() => DateTime, { description: 'When it was created.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When it was last changed.' })
  updatedAt!: Date;
}

export const RepositoryConnection = connectionType(
  () => RepositoryObject,
  'Repository',
  'repositories',
  Permission.VIEW_ORGANIZATION,
);
