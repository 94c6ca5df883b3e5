import { Arg, Ctx, Field, ID, InputType, Mutation, Resolver } from 'type-graphql';
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

/** createOrganization. */
@InputType('CreateOrganizationInput', { description: 'A new organization.' })
class CreateOrganizationInput {
  @Field({ description: '1 to 39 letters, digits or single hyphens between them; unique in the instance.' })
  slug!: string;

  @Field({ description: 'Name for people, 1 to 255 characters.' })
  name!: string;
}

/** updateOrganization. */
@InputType('UpdateOrganizationInput', { description: 'Changes of an organization; what is left out stays.' })
class UpdateOrganizationInput {
  @Field(() => ID, { description: 'The organization.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'A new slug.' })
  slug?: string | null;

  @Field(() => String, { nullable: true, description: 'A new name.' })
  name?: string | null;
}

/** deleteOrganization. */
@InputType('DeleteOrganizationInput', { description: 'Which organization to delete, with all it holds.' })
class DeleteOrganizationInput {
  @Field(() => ID, { description: 'The organization.' })
  id!: string;

  @Field({ description: 'Its slug once more, because there is no way back.' })
  confirmSlug!: string;
}

/** Creating, changing and deleting organizations. */
@Resolver()
export class OrganizationMutation {
  @RequiresPermission(Permission.CREATE_ORGANIZATION)
  @Mutation(() => CreateOrganizationPayload, {
    description: 'Creates an organization; the caller becomes its first owner.',
  })
  async createOrganization(
    @PermitOf() permit: InstancePermit,
    @Ctx() context: RequestContext,
    @Arg('input', () => CreateOrganizationInput, { description: 'The new organization.' })
    input: CreateOrganizationInput,
  ): Promise<{ organization: Organization }> {
    const organization = await context.services.organizations.create(permit, input);
    await context.renewPrincipal();
    return { organization };
  }

  @RequiresPermission(Permission.MANAGE_ORGANIZATION)
  @Mutation(() => UpdateOrganizationPayload, { description: 'Changes the slug or the name.' })
  async updateOrganization(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => UpdateOrganizationInput, { description: 'The changes.' })
    input: UpdateOrganizationInput,
  ): Promise<{ organization: Organization }> {
    const organization = await services.organizations.update(permit, input);
    return { organization };
  }

  @RequiresPermission(Permission.MANAGE_ORGANIZATION)
  @Mutation(() => DeleteOrganizationPayload, {
    description: 'Deletes an organization with all it holds, except its audit events.',
  })
  async deleteOrganization(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => DeleteOrganizationInput, { description: 'Which one.' }) {
      id,
      confirmSlug,
    }: DeleteOrganizationInput,
  ): Promise<{ deletedOrganizationId: string }> {
    await services.organizations.delete(permit, confirmSlug);
    return { deletedOrganizationId: id };
  }
}
