import { Arg, Ctx, Field, ID, InputType, Mutation, Resolver } from 'type-graphql';
import type { Membership } from '../../core/membership';
import { Permission } from '../../core/permission';
import type { Permit } from '../../core/policy';
import type { Team } from '../../core/team';
import { PermitOf } from '../guard/guard';
import { RequiresPermission } from '../guard/guard.directive';
import type { RequestContext } from '../request/request-context';
import { MembershipObject } from './membership.type';
import { deletePayload, rowPayload } from './payload.type';
import { TeamObject } from './team.type';

const CreateTeamPayload = rowPayload('createTeam', 'team', () => TeamObject);
const UpdateTeamPayload = rowPayload('updateTeam', 'team', () => TeamObject);
const DeleteTeamPayload = deletePayload('Team');
const AddTeamMemberPayload = rowPayload('addTeamMember', 'membership', () => MembershipObject);
const RemoveTeamMemberPayload = rowPayload('removeTeamMember', 'membership', () => MembershipObject);

@InputType('CreateTeamInput', { description: 'A team to create.' })
class CreateTeamInput {
  @Field(() => ID, { description: 'The id of the organization.' })
  organizationId!: string;

  @Field(() => String, { description: '1 to 255 characters. Unique in the organization, case-insensitive.' })
  name!: string;
}

@InputType('UpdateTeamInput', { description: 'A new name for a team.' })
class UpdateTeamInput {
  @Field(() => ID, { description: 'The id of the team.' })
  id!: string;

  @Field(() => String, { description: 'The new name.' })
  name!: string;
}

@InputType('DeleteTeamInput', { description: 'A team to delete.' })
class DeleteTeamInput {
  @Field(() => ID, { description: 'The id of the team.' })
  id!: string;
}

@InputType('TeamMemberInput', { description: 'A team and a membership of the same organization.' })
class TeamMemberInput {
  @Field(() => ID, { description: 'The id of the team.' })
  id!: string;

  @Field(() => ID, { description: 'The id of the membership.' })
  membershipId!: string;
}

/** The mutations of teams and their members. */
@Resolver()
export class TeamMutation {
  @RequiresPermission(Permission.MANAGE_ORGANIZATION)
  @Mutation(() => CreateTeamPayload, { description: 'Creates a team.' })
  async createTeam(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => CreateTeamInput, { description: 'The team to create.' }) input: CreateTeamInput,
  ): Promise<{ team: Team }> {
    return { team: await services.teams.create(permit, input.name) };
  }

  @RequiresPermission(Permission.MANAGE_ORGANIZATION)
  @Mutation(() => UpdateTeamPayload, { description: 'Renames a team.' })
  async updateTeam(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => UpdateTeamInput, { description: 'The team and its new name.' })
    input: UpdateTeamInput,
  ): Promise<{ team: Team }> {
    return { team: await services.teams.update(permit, input.id, input.name) };
  }

  @RequiresPermission(Permission.MANAGE_ORGANIZATION)
  @Mutation(() => DeleteTeamPayload, { description: 'Deletes a team. It must not own any secrets.' })
  async deleteTeam(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => DeleteTeamInput, { description: 'The team to delete.' }) input: DeleteTeamInput,
  ): Promise<{ deletedTeamId: string }> {
    await services.teams.delete(permit, input.id);
    return { deletedTeamId: input.id };
  }

  @RequiresPermission(Permission.MANAGE_MEMBERS)
  @Mutation(() => AddTeamMemberPayload, { description: 'Adds a member to a team.' })
  async addTeamMember(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => TeamMemberInput, { description: 'The team and the member to add.' })
    input: TeamMemberInput,
  ): Promise<{ membership: Membership }> {
    return services.teams.addMember(permit, input.id, input.membershipId);
  }

  @RequiresPermission(Permission.MANAGE_MEMBERS)
  @Mutation(() => RemoveTeamMemberPayload, { description: 'Removes a member from a team.' })
  async removeTeamMember(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => TeamMemberInput, { description: 'The team and the member to remove.' })
    input: TeamMemberInput,
  ): Promise<{ membership: Membership }> {
    return services.teams.removeMember(permit, input.id, input.membershipId);
  }
}
