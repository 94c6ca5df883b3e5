import { Field, ObjectType } from 'type-graphql';
import { Permission } from '../../core/permission';
import { RequiresPermission } from '../guard/guard.directive';
import { NodeInterface } from '../relay/node.type';
import { connectionType } from './connection.type';
import { DateTime } from './date-time.scalar';

@RequiresPermission(Permission.VIEW_ORGANIZATION)
@ObjectType('Team', {
  implements: NodeInterface,
  simpleResolvers: true,
  description: 'A group of members who share the secrets of the team.',
})
export class TeamObject {
  @Field({ description: 'The name, unique in the organization and case-insensitive.' })
  name!: string;

  @Field(() => DateTime, { description: 'When it was created.' })
  createdAt!: Date;

  @Field(() => DateTime, { description: 'When it was last renamed.' })
  updatedAt!: Date;
}

export const TeamConnection = connectionType(() => TeamObject, 'Team', 'teams', Permission.VIEW_ORGANIZATION);
