import { Arg, Ctx, Field, ID, InputType, Mutation, Resolver } from 'type-graphql';
import { Permission } from '../../core/permission';
import type { Permit } from '../../core/policy';
import type { Role } from '../../core/role';
import { PermitOf } from '../guard/guard';
import { RequiresPermission } from '../guard/guard.directive';
import type { RequestContext } from '../request/request-context';
import { deletePayload, rowPayload } from './payload.type';
import { RoleObject } from './role.type';

const CreateRolePayload = rowPayload('createRole', 'role', () => RoleObject);
const UpdateRolePayload = rowPayload('updateRole', 'role', () => RoleObject);
const DeleteRolePayload = deletePayload('Role');

/** createRole. */
@InputType('CreateRoleInput', { description: 'A new role.' })
class CreateRoleInput {
  @Field(() => ID, { description: 'The organization.' })
  organizationId!: string;

  @Field(() => String, { description: '1 to 255 characters; unique in the organization.' })
  name!: string;

  @Field(() => [Permission], { description: 'What it grants, at most what the caller holds.' })
  permissions!: Permission[];
}

/** updateRole. */
@InputType('UpdateRoleInput', { description: 'Changes of a role; what is left out stays.' })
class UpdateRoleInput {
  @Field(() => ID, { description: 'The role; not a built-in one.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'A new name.' })
  name?: string | null;

  @Field(() => [Permission], { nullable: true, description: 'What it grants from now on.' })
  permissions?: Permission[] | null;
}

/** deleteRole. */
@InputType('DeleteRoleInput', { description: 'Which role to delete.' })
class DeleteRoleInput {
  @Field(() => ID, { description: 'The role; not a built-in one, and nobody has it.' })
  id!: string;
}

/** Managing roles. */
@Resolver()
export class RoleMutation {
  @RequiresPermission(Permission.MANAGE_MEMBERS)
  @Mutation(() => CreateRolePayload, { description: 'Creates a role.' })
  async createRole(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => CreateRoleInput, { description: 'What to do it with.' }) input: CreateRoleInput,
  ): Promise<{ role: Role }> {
    return { role: await services.roles.create(permit, input) };
  }

  @RequiresPermission(Permission.MANAGE_MEMBERS)
  @Mutation(() => UpdateRolePayload, {
    description: 'Changes a role; its members have the new permissions at once.',
  })
  async updateRole(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => UpdateRoleInput, { description: 'What to do it with.' }) input: UpdateRoleInput,
  ): Promise<{ role: Role }> {
    return { role: await services.roles.update(permit, input) };
  }

  @RequiresPermission(Permission.MANAGE_MEMBERS)
  @Mutation(() => DeleteRolePayload, { description: 'Deletes a role that nobody has.' })
  async deleteRole(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => DeleteRoleInput, { description: 'What to do it with.' }) input: DeleteRoleInput,
  ): Promise<{ deletedRoleId: string }> {
    await services.roles.delete(permit, input.id);
    return { deletedRoleId: input.id };
  }
}
