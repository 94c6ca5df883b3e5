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

@InputType('CreateRoleInput', { description: 'A role to create.' })
class CreateRoleInput {
  @Field(() => ID, { description: 'The id of the organization.' })
  organizationId!: string;

  @Field(() => String, { description: '1 to 255 characters. Unique in the organization, case-insensitive.' })
  name!: string;

  @Field(() => [Permission], { description: 'The permissions to grant. The caller must hold each of them.' })
  permissions!: Permission[];
}

@InputType('UpdateRoleInput', {
  description: 'Changes to a role. Fields that are left out keep their value.',
})
class UpdateRoleInput {
  @Field(() => ID, { description: 'The id of the role. Built-in roles cannot be changed.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'The new name.' })
  name?: string | null;

  @Field(() => [Permission], {
    nullable: true,
    description: 'The permissions to grant, in place of the present ones. The caller must hold each of them.',
  })
  permissions?: Permission[] | null;
}

@InputType('DeleteRoleInput', { description: 'A role to delete.' })
class DeleteRoleInput {
  @Field(() => ID, {
    description: 'The id of the role. It cannot be a built-in role or the role of a member.',
  })
  id!: string;
}

/** The mutations of roles. */
@Resolver()
export class RoleMutation {
  @RequiresPermission(Permission.MANAGE_MEMBERS)
  @Mutation(() => CreateRolePayload, { description: 'Creates a role.' })
  async createRole(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => CreateRoleInput, { description: 'The role to create.' }) input: CreateRoleInput,
  ): Promise<{ role: Role }> {
    return { role: await services.roles.create(permit, input) };
  }

  @RequiresPermission(Permission.MANAGE_MEMBERS)
  @Mutation(() => UpdateRolePayload, {
    description: 'Changes a role. Its members have the new permissions at once.',
  })
  async updateRole(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => UpdateRoleInput, { description: 'The role and its changes.' }) input: UpdateRoleInput,
  ): Promise<{ role: Role }> {
    return { role: await services.roles.update(permit, input) };
  }

  @RequiresPermission(Permission.MANAGE_MEMBERS)
  @Mutation(() => DeleteRolePayload, { description: 'Deletes a role. No member may have it.' })
  async deleteRole(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => DeleteRoleInput, { description: 'The role to delete.' }) input: DeleteRoleInput,
  ): Promise<{ deletedRoleId: string }> {
    await services.roles.delete(permit, input.id);
    return { deletedRoleId: input.id };
  }
}
