import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Permission } from '../../core/permission';
import type { Permit } from '../../core/policy';
import type { ServiceUser } from '../../core/principal';
import { PermitOf } from '../guard/guard';
import { Public, RequiresPermission } from '../guard/guard.directive';
import type { RequestContext } from '../request/request-context';
import { DateTime } from './date-time.scalar';
import { deletePayload, rowPayload } from './payload.type';
import { ServiceUserObject } from './principal.type';
import { TokenObject } from './token.type';

const UpdateServiceUserPayload = rowPayload('updateServiceUser', 'serviceUser', () => ServiceUserObject);
const DeleteServiceUserPayload = deletePayload('ServiceUser');

@Public()
@ObjectType('CreateServiceUserPayload', {
  simpleResolvers: true,
  description: 'The result of createServiceUser.',
})
class CreateServiceUserPayload {
  @Field(() => ServiceUserObject, { description: 'The new service user.' })
  serviceUser!: object;

  @Field(() => TokenObject, { description: 'Its first token.' })
  token!: object;

  @Field({ description: 'The text of the token. It is shown only here.' })
  tokenText!: string;
}

@InputType('CreateServiceUserInput', { description: 'A service user to create, with its first token.' })
class CreateServiceUserInput {
  @Field(() => ID, { description: 'The id of the organization.' })
  organizationId!: string;

  @Field(() => String, { description: '1 to 255 characters. Unique in the organization, case-insensitive.' })
  name!: string;

  @Field(() => ID, { description: 'The id of its role. It may not grant more than the caller holds.' })
  roleId!: string;

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      'Whether it may create organizations with tokens that the operator issues to it. Only a caller who may create organizations can set this.',
  })
  mayCreateOrganizations!: boolean;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'When its first token expires: no later than the credential of this request, which is the default.',
  })
  tokenExpiresAt?: Date | null;
}

@InputType('UpdateServiceUserInput', { description: 'A new name for a service user.' })
class UpdateServiceUserInput {
  @Field(() => ID, { description: 'The id of the service user.' })
  id!: string;

  @Field(() => String, { description: 'The new name.' })
  name!: string;
}

@InputType('DeleteServiceUserInput', { description: 'A service user to delete.' })
class DeleteServiceUserInput {
  @Field(() => ID, { description: 'The id of the service user. The caller cannot delete itself.' })
  id!: string;
}

/** The mutations of service users. */
@Resolver()
export class ServiceUserMutation {
  @RequiresPermission(Permission.MANAGE_SERVICE_USERS)
  @Mutation(() => CreateServiceUserPayload, {
    description:
      'Creates a service user and its first token, which ends with the token of this request. The text of the token is shown only in this answer.',
  })
  async createServiceUser(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => CreateServiceUserInput, { description: 'The service user to create.' })
    input: CreateServiceUserInput,
  ): Promise<CreateServiceUserPayload> {
    const { serviceUser, issued } = await services.serviceUsers.create(permit, input);
    return { serviceUser, token: issued.token, tokenText: issued.text };
  }

  @RequiresPermission(Permission.MANAGE_SERVICE_USERS)
  @Mutation(() => UpdateServiceUserPayload, { description: 'Renames a service user.' })
  async updateServiceUser(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => UpdateServiceUserInput, { description: 'The service user and its new name.' })
    input: UpdateServiceUserInput,
  ): Promise<{ serviceUser: ServiceUser }> {
    return { serviceUser: await services.serviceUsers.update(permit, input.id, input.name) };
  }

  @RequiresPermission(Permission.MANAGE_SERVICE_USERS)
  @Mutation(() => DeleteServiceUserPayload, {
    description: 'Deletes a service user, its tokens and its personal secrets.',
  })
  async deleteServiceUser(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => DeleteServiceUserInput, { description: 'The service user to delete.' })
    input: DeleteServiceUserInput,
  ): Promise<{ deletedServiceUserId: string }> {
    await services.serviceUsers.delete(permit, input.id);
    return { deletedServiceUserId: input.id };
  }
}
