import { Field, ObjectType } from 'type-graphql';
import { Permission } from '../../core/permission';
import { RequiresPermission } from '../guard/guard.directive';
import { NodeInterface } from '../relay/node.type';
import { connectionType } from './connection.type';
import { DateTime } from './date-time.scalar';

@RequiresPermission(Permission.VIEW_ORGANIZATION)
@ObjectType('Membership', {
  implements: NodeInterface,
  simpleResolvers: true,
  description: 'The membership of a user or service user in an organization, with a role.',
})
export class MembershipObject {
  @Field(() => DateTime, { description: 'When the membership began.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When the role was last changed.' })
  updatedAt!: Date;
}

export const MembershipConnection = connectionType(
  () => MembershipObject,
  'Membership',
  'memberships',
  Permission.VIEW_ORGANIZATION,
);
