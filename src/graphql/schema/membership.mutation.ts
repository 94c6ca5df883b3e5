import { Arg, Ctx, Field, ID, InputType, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import type { Membership } from '../../core/membership';
import { Permission } from '../../core/permission';
import type { Permit } from '../../core/policy';
import { PermitOf } from '../guard/guard';
import { Public, RequiresPermission } from '../guard/guard.directive';
import type { RequestContext } from '../request/request-context';
import { MembershipObject } from './membership.type';
import { rowPayload } from './payload.type';

const CreateMembershipPayload = rowPayload('createMembership', 'membership', () => MembershipObject);
const UpdateMembershipPayload = rowPayload('updateMembership', 'membership', () => MembershipObject);

@Public()
@ObjectType('DeleteMembershipPayload', {
  simpleResolvers: true,
  description: 'The result of deleteMembership.',
})
class DeleteMembershipPayload {
  @Field(() => ID, { description: 'The id of the deleted membership.' })
  deletedMembershipId!: string;

  @Field(() => Int, {
    description:
      'How many valid tokens of others can do nothing any more, because this member made them. transferToken gives one another maker.',
  })
  powerlessTokens!: number;
}

@InputType('CreateMembershipInput', { description: 'A member to add.' })
class CreateMembershipInput {
  @Field(() => ID, { description: 'The id of the organization.' })
  organizationId!: string;

  @Field(() => ID, {
    description:
      'The id of a user who has logged in at least once, or of a service user of the organization.',
  })
  principalId!: string;

  @Field(() => ID, { description: 'The id of the role. It may not grant more than the caller holds.' })
  roleId!: string;
}

@InputType('UpdateMembershipInput', { description: 'A new role for a member.' })
class UpdateMembershipInput {
  @Field(() => ID, { description: 'The id of the membership.' })
  id!: string;

  @Field(() => ID, { description: 'The id of the new role. It may not grant more than the caller holds.' })
  roleId!: string;
}

@InputType('DeleteMembershipInput', { description: 'A member to remove.' })
class DeleteMembershipInput {
  @Field(() => ID, { description: 'The id of the membership.' })
  id!: string;
}

/** The mutations of memberships. */
@Resolver()
export class MembershipMutation {
  @RequiresPermission(Permission.MANAGE_MEMBERS)
  @Mutation(() => CreateMembershipPayload, {
    description: 'Makes a user or service user a member of an organization.',
  })
  async createMembership(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => CreateMembershipInput, { description: 'The member to add.' })
    input: CreateMembershipInput,
  ): Promise<{ membership: Membership }> {
    return { membership: await services.members.create(permit, input) };
  }

  @RequiresPermission(Permission.MANAGE_MEMBERS)
  @Mutation(() => UpdateMembershipPayload, {
    description: 'Gives a member another role. The last owner must remain an owner.',
  })
  async updateMembership(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => UpdateMembershipInput, { description: 'The member and the new role.' })
    input: UpdateMembershipInput,
  ): Promise<{ membership: Membership }> {
    return { membership: await services.members.update(permit, input.id, input.roleId) };
  }

  @RequiresPermission(Permission.MANAGE_MEMBERS)
  @Mutation(() => DeleteMembershipPayload, {
    description:
      'Removes a member and deletes its personal secrets in this organization. Tokens of others that it made lose their power: see Membership.madeTokens, and transferToken to keep them.',
  })
  async deleteMembership(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => DeleteMembershipInput, { description: 'The member to remove.' })
    input: DeleteMembershipInput,
  ): Promise<DeleteMembershipPayload> {
    const powerlessTokens = await services.members.delete(permit, input.id);
    return { deletedMembershipId: input.id, powerlessTokens };
  }
}
