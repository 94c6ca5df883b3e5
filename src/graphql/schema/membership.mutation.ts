import { Arg, Ctx, Field, ID, InputType, Mutation, Resolver } from 'type-graphql';
import type { Membership } from '../../core/membership';
import { Permission } from '../../core/permission';
import type { Permit } from '../../core/policy';
import { PermitOf } from '../guard/guard';
import { RequiresPermission } from '../guard/guard.directive';
import type { RequestContext } from '../request/request-context';
import { MembershipObject } from './membership.type';
import { deletePayload, rowPayload } from './payload.type';

const CreateMembershipPayload = rowPayload('createMembership', 'membership', () => MembershipObject);
const UpdateMembershipPayload = rowPayload('updateMembership', 'membership', () => MembershipObject);
const DeleteMembershipPayload = deletePayload('Membership');

/** createMembership. */
@InputType('CreateMembershipInput', { description: 'A new member.' })
class CreateMembershipInput {
  @Field(() => ID, { description: 'The organization.' })
  organizationId!: string;

  @Field(() => ID, { description: 'A user who has logged in once, or a service user of the organization.' })
  principalId!: string;

  @Field(() => ID, { description: 'The role, at most as powerful as the caller.' })
  roleId!: string;
}

/** updateMembership. */
@InputType('UpdateMembershipInput', { description: 'Another role for a member.' })
class UpdateMembershipInput {
  @Field(() => ID, { description: 'The membership.' })
  id!: string;

  @Field(() => ID, { description: 'The new role, at most as powerful as the caller.' })
  roleId!: string;
}

/** deleteMembership. */
@InputType('DeleteMembershipInput', { description: 'Which member to remove.' })
class DeleteMembershipInput {
  @Field(() => ID, { description: 'The membership.' })
  id!: string;
}

/** Managing members. */
@Resolver()
export class MembershipMutation {
  @RequiresPermission(Permission.MANAGE_MEMBERS)
  @Mutation(() => CreateMembershipPayload, { description: 'Makes a principal a member.' })
  async createMembership(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => CreateMembershipInput, { description: 'What to do it with.' })
    input: CreateMembershipInput,
  ): Promise<{ membership: Membership }> {
    return { membership: await services.members.create(permit, input) };
  }

  @RequiresPermission(Permission.MANAGE_MEMBERS)
  @Mutation(() => UpdateMembershipPayload, {
    description: 'Gives a member another role. The last owner stays one.',
  })
  async updateMembership(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => UpdateMembershipInput, { description: 'What to do it with.' })
    input: UpdateMembershipInput,
  ): Promise<{ membership: Membership }> {
    return { membership: await services.members.update(permit, input.id, input.roleId) };
  }

  @RequiresPermission(Permission.MANAGE_MEMBERS)
  @Mutation(() => DeleteMembershipPayload, {
    description: 'Removes a member; its personal secrets here go with it.',
  })
  async deleteMembership(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => DeleteMembershipInput, { description: 'What to do it with.' })
    input: DeleteMembershipInput,
  ): Promise<{ deletedMembershipId: string }> {
    await services.members.delete(permit, input.id);
    return { deletedMembershipId: input.id };
  }
}
