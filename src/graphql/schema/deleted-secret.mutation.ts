import { Arg, Ctx, Field, ID, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Permission } from '../../core/permission';
import type { Permit } from '../../core/policy';
import type { Secret } from '../../core/secret';
import { PermitOf } from '../guard/guard';
import { Public, RequiresPermission } from '../guard/guard.directive';
import type { RequestContext } from '../request/request-context';
import { rowPayload } from './payload.type';
import { DestroySecretInput, RestoreSecretInput } from './secret.input';
import { SecretObject } from './secret.type';

const RestoreSecretPayload = rowPayload('restoreSecret', 'secret', () => SecretObject);

@Public()
@ObjectType('DestroySecretPayload', { simpleResolvers: true, description: 'The result of destroySecret.' })
class DestroySecretPayload {
  @Field(() => ID, { description: 'The id of the shredded secret.' })
  destroyedSecretId!: string;
}

/** What can be done with a secret that was deleted. The permissions are those of the other mutations of secrets. */
@Resolver()
export class DeletedSecretMutation {
  @RequiresPermission(Permission.MANAGE_OWN_SECRETS)
  @Mutation(() => RestoreSecretPayload, {
    description:
      'Brings a deleted secret back, with its versions and with the consumers that name it. NOT_FOUND after its recovery time.',
  })
  async restoreSecret(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => RestoreSecretInput, { description: 'The deleted secret.' })
    input: RestoreSecretInput,
  ): Promise<{ secret: Secret }> {
    return { secret: await services.secretRecovery.restore(permit, { ...input }) };
  }

  @RequiresPermission(Permission.MANAGE_OWN_SECRETS)
  @Mutation(() => DestroySecretPayload, {
    description:
      'Shreds a secret with all its versions at once, whether it is deleted already or not. This cannot be undone.',
  })
  async destroySecret(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => DestroySecretInput, { description: 'The secret to shred.' }) {
      id,
    }: DestroySecretInput,
  ): Promise<DestroySecretPayload> {
    await services.secretRecovery.destroy(permit, id);
    return { destroyedSecretId: id };
  }
}
