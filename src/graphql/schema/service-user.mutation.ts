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

/** A row and the text of a new token. */
@Public()
@ObjectType('CreateServiceUserPayload', {
  simpleResolvers: true,
  description: 'What createServiceUser gives back.',
})
class CreateServiceUserPayload {
  @Field(() => ServiceUserObject, { description: 'The new service user.' })
  serviceUser!: object;

  @Field(() => TokenObject, { description: 'Its first token.' })
  token!: object;

  @Field({ description: "The token's text, shown this once." })
  tokenText!: string;
}

/** createServiceUser. */
@InputType('CreateServiceUserInput', { description: 'A new service user with its first token.' })
class CreateServiceUserInput {
  @Field(() => ID, { description: 'The organization it belongs to.' })
  organizationId!: string;

  @Field(() => String, { description: '1 to 255 characters; unique in the organization.' })
  name!: string;

  @Field(() => ID, { description: 'Its role, at most as powerful as the caller.' })
  roleId!: string;

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      'Whether it may create organizations, with tokens that the operator issues to it; only from a caller who may.',
  })
  mayCreateOrganizations!: boolean;

  @Field(() => DateTime, { nullable: true, description: 'When its first token stops being valid.' })
  tokenExpiresAt?: Date | null;
}

/** updateServiceUser. */
@InputType('UpdateServiceUserInput', { description: 'A new name for a service user.' })
class UpdateServiceUserInput {
  @Field(() => ID, { description: 'The service user.' })
  id!: string;

  @Field(() => String, { description: 'The new name.' })
  name!: string;
}

/** deleteServiceUser. */
@InputType('DeleteServiceUserInput', { description: 'Which service user to delete.' })
class DeleteServiceUserInput {
  @Field(() => ID, { description: 'The service user; not the caller.' })
  id!: string;
}

/** Managing service users. */
@Resolver()
export class ServiceUserMutation {
  @RequiresPermission(Permission.MANAGE_SERVICE_USERS)
  @Mutation(() => CreateServiceUserPayload, {
    description: 'Creates a service user and its first token, whose text is shown this once.',
  })
  async createServiceUser(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => CreateServiceUserInput, { description: 'What to do it with.' })
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
    @Arg('input', () => UpdateServiceUserInput, { description: 'What to do it with.' })
    input: UpdateServiceUserInput,
  ): Promise<{ serviceUser: ServiceUser }> {
    return { serviceUser: await services.serviceUsers.update(permit, input.id, input.name) };
  }

  @RequiresPermission(Permission.MANAGE_SERVICE_USERS)
  @Mutation(() => DeleteServiceUserPayload, {
    description: 'Deletes a service user with its tokens and personal secrets.',
  })
  async deleteServiceUser(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => DeleteServiceUserInput, { description: 'What to do it with.' })
    input: DeleteServiceUserInput,
  ): Promise<{ deletedServiceUserId: string }> {
    await services.serviceUsers.delete(permit, input.id);
    return { deletedServiceUserId: input.id };
  }
}
