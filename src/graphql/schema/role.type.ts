import { Field, ObjectType } from 'type-graphql';
import { Permission } from '../../core/permission';
import { RequiresPermission } from '../guard/guard.directive';
import { NodeInterface } from '../relay/node.type';
import { connectionType } from './connection.type';
import { DateTime } from './date-time.scalar';

/** A named set of permissions. */
@RequiresPermission(Permission.VIEW_ORGANIZATION)
@ObjectType('Role', {
  implements: NodeInterface,
  simpleResolvers: true,
  description: 'A named set of permissions. OWNER, ADMIN and MEMBER are built in.',
})
export class RoleObject {
  @Field({ description: 'Unique in the organization; case does not matter.' })
  name!: string;

  @Field(() => [Permission], { description: 'What it grants, without what these imply.' })
  permissions!: Permission[];

  @Field({ description: 'Whether it came with the organization and cannot be changed.' })
  isBuiltIn!: boolean;

  @Field(() => DateTime, { description: 'When it was created.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When it was last changed.' })
  updatedAt!: Date;
}

/** A page of roles. */
export const RoleConnection = connectionType(() => RoleObject, 'Role', 'roles', Permission.VIEW_ORGANIZATION);
