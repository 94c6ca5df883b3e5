import { Arg, Ctx, Field, ID, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Permission } from '../../core/permission';
import type { Permit } from '../../core/policy';
import type { Secret } from '../../core/secret';
import { PermitOf } from '../guard/guard';
import { Public, RequiresPermission } from '../guard/guard.directive';
import type { RequestContext } from '../request/request-context';
import { DateTime } from './date-time.scalar';
import { rowPayload } from './payload.type';
import {
  CreateSecretInput,
  DeleteSecretInput,
  PutSecretInput,
  RollbackSecretInput,
  UpdateSecretInput,
} from './secret.input';
import { SecretObject } from './secret.type';

const CreateSecretPayload = rowPayload('createSecret', 'secret', () => SecretObject);
const UpdateSecretPayload = rowPayload('updateSecret', 'secret', () => SecretObject);
const RollbackSecretPayload = rowPayload('rollbackSecret', 'secret', () => SecretObject);

@Public()
@ObjectType('PutSecretPayload', { simpleResolvers: true, description: 'The result of putSecret.' })
class PutSecretPayload {
  @Field(() => SecretObject, { description: 'The secret, after the change.' })
  secret!: Secret;

  @Field({ description: 'Whether the secret was created.' })
  created!: boolean;
}

@Public()
@ObjectType('DeleteSecretPayload', { simpleResolvers: true, description: 'The result of deleteSecret.' })
class DeleteSecretPayload {
  @Field(() => ID, { description: 'The id of the deleted secret.' })
  deletedSecretId!: string;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Until when restoreSecret can bring it back; null if it was shredded at once.',
  })
  recoverableUntil!: Date | null;
}

/**
 * The mutations of secrets. The guard requires MANAGE_OWN_SECRETS, which all of them need. The service requires more if
 * the secret belongs to a team or to the organization.
 */
@Resolver()
export class SecretMutation {
  @RequiresPermission(Permission.MANAGE_OWN_SECRETS)
  @Mutation(() => CreateSecretPayload, {
    description:
      'Creates a secret. MANAGE_ORG_SECRETS is required if the organization owns it, MANAGE_TEAM_SECRETS if a team does.',
  })
  async createSecret(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => CreateSecretInput, { description: 'The secret to create.' }) input: CreateSecretInput,
  ): Promise<{ secret: Secret }> {
    return { secret: await services.secrets.create(permit, plain(input)) };
  }

  @RequiresPermission(Permission.MANAGE_OWN_SECRETS)
  @Mutation(() => UpdateSecretPayload, {
    description: 'Changes a secret. A new value becomes a new version; older versions stay sealed.',
  })
  async updateSecret(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => UpdateSecretInput, { description: 'The secret and its changes.' })
    input: UpdateSecretInput,
  ): Promise<{ secret: Secret }> {
    return { secret: await services.secrets.update(permit, plain(input)) };
  }

  @RequiresPermission(Permission.MANAGE_OWN_SECRETS)
  @Mutation(() => PutSecretPayload, {
    description: 'Creates the secret with this name and owner, or changes it if it exists.',
  })
  async putSecret(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => PutSecretInput, { description: 'The secret to create or change.' })
    input: PutSecretInput,
  ): Promise<PutSecretPayload> {
    return services.secrets.put(permit, plain(input));
  }

  @RequiresPermission(Permission.MANAGE_OWN_SECRETS)
  @Mutation(() => RollbackSecretPayload, {
    description:
      'Makes an earlier value of a secret current again, as a new version. Nobody reads the value: its sealed form is copied.',
  })
  async rollbackSecret(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => RollbackSecretInput, { description: 'The secret and the version.' })
    input: RollbackSecretInput,
  ): Promise<{ secret: Secret }> {
    return { secret: await services.secretHistory.rollback(permit, { ...input }) };
  }

  @RequiresPermission(Permission.MANAGE_OWN_SECRETS)
  @Mutation(() => DeleteSecretPayload, {
    description:
      'Deletes a secret with all its versions. Nobody finds or uses it any more and its name is free, but restoreSecret can bring it back for the recovery time of the gateway.',
  })
  async deleteSecret(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => DeleteSecretInput, { description: 'The secret to delete.' }) {
      id,
    }: DeleteSecretInput,
  ): Promise<DeleteSecretPayload> {
    const { recoverableUntil } = await services.secrets.delete(permit, id);
    return { deletedSecretId: id, recoverableUntil };
  }
}

/** The input as plain objects: services do not know the input classes of GraphQL. */
function plain<Input extends CreateSecretInput | UpdateSecretInput | PutSecretInput>(input: Input): Input {
  const { sealedValue, usePolicy, generate } = input;
  return {
    ...input,
    ...(sealedValue && { sealedValue: { ...sealedValue } }),
    ...(generate && { generate: { ...generate } }),
    ...(usePolicy && { usePolicy: { ...usePolicy } }),
  };
}
