import { Field, ObjectType } from 'type-graphql';
import { Permission } from '../../core/permission';
import { RequiresPermission } from '../guard/guard.directive';
import { NodeInterface } from '../relay/node.type';
import { connectionType } from './connection.type';
import { DateTime } from './date-time.scalar';

/** A group of members. */
@RequiresPermission(Permission.VIEW_ORGANIZATION)
@ObjectType('Team', {
  implements: NodeInterface,
  simpleResolvers: true,
  description: 'Members who own secrets together.',
})
export class TeamObject {
  @Field({ description: 'Unique in the organization; case does not matter.' })
  name!: string;

  @Field(() => DateTime, { description: 'When it was created.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When it was last renamed.' })
  updatedAt!: Date;
}

/** A page of teams. */
export const TeamConnection = connectionType(() => TeamObject, 'Team', 'teams', Permission.VIEW_ORGANIZATION);
