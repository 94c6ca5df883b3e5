import { Field, ObjectType } from 'type-graphql';
import { Permission } from '../../core/permission';
import { RequiresPermission } from '../guard/guard.directive';
import { NodeInterface, PrincipalInterface } from '../relay/node.type';
import { connectionType } from './connection.type';
import { DateTime } from './date-time.scalar';

@RequiresPermission(Permission.VIEW_ORGANIZATION)
@ObjectType('User', {
  implements: [NodeInterface, PrincipalInterface],
  simpleResolvers: true,
  description: 'A person who logs in through the identity provider.',
})
export class UserObject {
  @RequiresPermission(Permission.MANAGE_MEMBERS)
  @Field(() => String, {
    nullable: true,
    description: 'The e-mail address that the identity provider gave; null if it gave none.',
  })
  email!: string | null;
}

@RequiresPermission(Permission.VIEW_ORGANIZATION)
@ObjectType('ServiceUser', {
  implements: [NodeInterface, PrincipalInterface],
  simpleResolvers: true,
  description: 'A program that authenticates with its own tokens.',
})
export class ServiceUserObject {
  @Field(() => DateTime, { description: 'When it was created.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When it was last changed.' })
  updatedAt!: Date;
}

export const ServiceUserConnection = connectionType(
  () => ServiceUserObject,
  'ServiceUser',
  'service users',
  Permission.MANAGE_SERVICE_USERS,
);
