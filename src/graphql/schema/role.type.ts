import { Field, ObjectType } from 'type-graphql';
import { Permission } from '../../core/permission';
import { RequiresPermission } from '../guard/guard.directive';
import { NodeInterface } from '../relay/node.type';
import { connectionType } from './connection.type';
import { DateTime } from './date-time.scalar';

@RequiresPermission(Permission.VIEW_ORGANIZATION)
@ObjectType('Role', {
  implements: NodeInterface,
  simpleResolvers: true,
  description: 'A named set of permissions. OWNER, ADMIN and MEMBER are built in.',
})
export class RoleObject {
  @Field({ description: 'The name, unique in the organization and case-insensitive.' })
  name!: string;

  @Field(() => [Permission], {
    description: 'The permissions it grants, without the permissions that these imply.',
  })
  permissions!: Permission[];

  @Field({ description: 'Whether it is built in. Built-in roles cannot be changed.' })
  isBuiltIn!: boolean;

  @Field(() => DateTime, { description: 'When it was created.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When it was last changed.' })
  updatedAt!: Date;
}

export const RoleConnection = connectionType(() => RoleObject, 'Role', 'roles', Permission.VIEW_ORGANIZATION);
