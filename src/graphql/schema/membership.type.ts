import { Field, ObjectType } from 'type-graphql';
import { Permission } from '../../core/permission';
import { RequiresPermission } from '../guard/guard.directive';
import { NodeInterface } from '../relay/node.type';
import { connectionType } from './connection.type';
import { DateTime } from './date-time.scalar';

/** That a principal belongs to an organization. */
@RequiresPermission(Permission.VIEW_ORGANIZATION)
@ObjectType('Membership', {
  implements: NodeInterface,
  simpleResolvers: true,
  description: 'That a principal belongs to an organization, with a role.',
})
export class MembershipObject {
  @Field(() => DateTime, { description: 'Since when.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When the role last changed.' })
  updatedAt!: Date;
}

/** A page of memberships. */
export const MembershipConnection = connectionType(
  () => MembershipObject,
  'Membership',
  'memberships',
  Permission.VIEW_ORGANIZATION,
);
