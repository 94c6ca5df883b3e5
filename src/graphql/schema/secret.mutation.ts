import { Arg, Ctx, Field, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Permission } from '../../core/permission';
import type { Permit } from '../../core/policy';
import type { Secret } from '../../core/secret';
import { PermitOf } from '../guard/guard';
import { Public, RequiresPermission } from '../guard/guard.directive';
import type { RequestContext } from '../request/request-context';
import { deletePayload, rowPayload } from './payload.type';
import { CreateSecretInput, DeleteSecretInput, PutSecretInput, UpdateSecretInput } from './secret.input';
import { SecretObject } from './secret.type';

const CreateSecretPayload = rowPayload('createSecret', 'secret', () => SecretObject);
const UpdateSecretPayload = rowPayload('updateSecret', 'secret', () => SecretObject);
const DeleteSecretPayload = deletePayload('Secret');

/** putSecret. */
@Public()
@ObjectType('PutSecretPayload', { simpleResolvers: true, description: 'What putSecret gives back.' })
class PutSecretPayload {
  @Field(() => SecretObject, { description: 'The secret as it is now.' })
  secret!: Secret;

  @Field({ description: 'Whether it is new.' })
  created!: boolean;
}

/**
 * Writing secrets. The guard asks for the least any of them needs, MANAGE_OWN_SECRETS; whose secret it is decides in the
 * service whether more is needed.
 */
@Resolver()
export class SecretMutation {
  @RequiresPermission(Permission.MANAGE_OWN_SECRETS)
  @Mutation(() => CreateSecretPayload, {
    description:
      "Creates a secret. The organization's needs MANAGE_ORG_SECRETS, a team's MANAGE_TEAM_SECRETS.",
  })
  async createSecret(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => CreateSecretInput, { description: 'The new secret.' }) input: CreateSecretInput,
  ): Promise<{ secret: Secret }> {
    return { secret: await services.secrets.create(permit, plain(input)) };
  }

  @RequiresPermission(Permission.MANAGE_OWN_SECRETS)
  @Mutation(() => UpdateSecretPayload, {
    description: 'Changes a secret. A new value makes a new version; the old ones stay sealed.',
  })
  async updateSecret(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => UpdateSecretInput, { description: 'The changes.' }) input: UpdateSecretInput,
  ): Promise<{ secret: Secret }> {
    return { secret: await services.secrets.update(permit, plain(input)) };
  }

  @RequiresPermission(Permission.MANAGE_OWN_SECRETS)
  @Mutation(() => PutSecretPayload, {
    description: 'Creates the secret of this name and owner, or changes it.',
  })
  async putSecret(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => PutSecretInput, { description: 'The secret.' }) input: PutSecretInput,
  ): Promise<PutSecretPayload> {
    return services.secrets.put(permit, plain(input));
  }

  @RequiresPermission(Permission.MANAGE_OWN_SECRETS)
  @Mutation(() => DeleteSecretPayload, {
    description: 'Deletes a secret with all its versions. There is no way back.',
  })
  async deleteSecret(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => DeleteSecretInput, { description: 'Which one.' }) { id }: DeleteSecretInput,
  ): Promise<{ deletedSecretId: string }> {
    await services.secrets.delete(permit, id);
    return { deletedSecretId: id };
  }
}

/** The input as plain objects: services know nothing of the classes that GraphQL made. */
function plain<Input extends CreateSecretInput | UpdateSecretInput | PutSecretInput>(input: Input): Input {
  const { sealedValue, usePolicy } = input;
  return {
    ...input,
    ...(sealedValue && { sealedValue: { ...sealedValue } }),
    ...(usePolicy && { usePolicy: { ...usePolicy } }),
  };
}
