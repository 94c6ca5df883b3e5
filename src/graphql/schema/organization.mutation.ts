import { Arg, Ctx, Field, ID, InputType, Int, Mutation, Resolver } from 'type-graphql';
import type { Organization } from '../../core/organization';
import { Permission } from '../../core/permission';
import type { InstancePermit, Permit } from '../../core/policy';
import { PermitOf } from '../guard/guard';
import { RequiresPermission } from '../guard/guard.directive';
import { RequestContext } from '../request/request-context';
import { OrganizationObject } from './organization.type';
import { deletePayload, rowPayload } from './payload.type';

const CreateOrganizationPayload = rowPayload('createOrganization', 'organization', () => OrganizationObject);
const UpdateOrganizationPayload = rowPayload('updateOrganization', 'organization', () => OrganizationObject);
const DeleteOrganizationPayload = deletePayload('Organization');

@InputType('CreateOrganizationInput', { description: 'An organization to create.' })
class CreateOrganizationInput {
  @Field({
    description:
      '1 to 39 letters or digits, with single hyphens between them. Unique in this instance, case-insensitive.',
  })
  slug!: string;

  @Field({ description: 'The display name, 1 to 255 characters.' })
  name!: string;
}

@InputType('UpdateOrganizationInput', {
  description: 'Changes to an organization. Fields that are left out keep their value.',
})
class UpdateOrganizationInput {
  @Field(() => ID, { description: 'The id of the organization.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'The new slug.' })
  slug?: string | null;

  @Field(() => String, { nullable: true, description: 'The new display name.' })
  name?: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'How many versions of each secret to keep, 1 to 10000, the current one included. Older ones are shredded. Null keeps all.',
  })
  keepVersions?: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'How many days to keep a version after a newer one has replaced it, 1 to 3650. Older ones are shredded. Null keeps them for ever.',
  })
  keepDays?: number | null;
}

@InputType('DeleteOrganizationInput', { description: 'An organization to delete, with everything in it.' })
class DeleteOrganizationInput {
  @Field(() => ID, { description: 'The id of the organization.' })
  id!: string;

  @Field({ description: 'The slug of the organization, as a confirmation: this cannot be undone.' })
  confirmSlug!: string;
}

/** The mutations of organizations. */
@Resolver()
export class OrganizationMutation {
  @RequiresPermission(Permission.CREATE_ORGANIZATION)
  @Mutation(() => CreateOrganizationPayload, {
    description: 'Creates an organization. The caller becomes its first owner.',
  })
  async createOrganization(
    @PermitOf() permit: InstancePermit,
    @Ctx() context: RequestContext,
    @Arg('input', () => CreateOrganizationInput, { description: 'The organization to create.' })
    input: CreateOrganizationInput,
  ): Promise<{ organization: Organization }> {
    const organization = await context.services.organizations.create(permit, input);
    await context.renewPrincipal();
    return { organization };
  }

  @RequiresPermission(Permission.MANAGE_ORGANIZATION)
  @Mutation(() => UpdateOrganizationPayload, {
    description: 'Changes an organization: its slug, its name, or how long it keeps versions of secrets.',
  })
  async updateOrganization(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => UpdateOrganizationInput, { description: 'The organization and its changes.' })
    input: UpdateOrganizationInput,
  ): Promise<{ organization: Organization }> {
    const organization = await services.organizations.update(permit, input);
    return { organization };
  }

  @RequiresPermission(Permission.MANAGE_ORGANIZATION)
  @Mutation(() => DeleteOrganizationPayload, {
    description: 'Deletes an organization and everything in it except its audit events.',
  })
  async deleteOrganization(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => DeleteOrganizationInput, { description: 'The organization to delete.' }) {
      id,
      confirmSlug,
    }: DeleteOrganizationInput,
  ): Promise<{ deletedOrganizationId: string }> {
    await services.organizations.delete(permit, confirmSlug);
    return { deletedOrganizationId: id };
  }
}
