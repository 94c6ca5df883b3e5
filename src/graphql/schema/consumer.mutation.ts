import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { Consumer } from '../../core/consumer';
import { Permission } from '../../core/permission';
import type { Permit } from '../../core/policy';
import { PermitOf } from '../guard/guard';
import { RequiresPermission } from '../guard/guard.directive';
import type { RequestContext } from '../request/request-context';
import {
  CreateConsumerInput,
  DeleteConsumerInput,
  RotateConsumerKeyInput,
  UpdateConsumerInput,
  workloadIdentity,
} from './consumer.input';
import { ConsumerObject } from './consumer.type';
import { deletePayload, rowPayload } from './payload.type';

const CreateConsumerPayload = rowPayload('createConsumer', 'consumer', () => ConsumerObject);
const UpdateConsumerPayload = rowPayload('updateConsumer', 'consumer', () => ConsumerObject);
const RotateConsumerKeyPayload = rowPayload('rotateConsumerKey', 'consumer', () => ConsumerObject);
const DeleteConsumerPayload = deletePayload('Consumer');

/**
 * The mutations of consumers. The guard requires USE_SECRETS, which all of them need. The service requires
 * MANAGE_CONSUMERS for a consumer that is not the caller's own.
 */
@Resolver()
export class ConsumerMutation {
  @RequiresPermission(Permission.USE_SECRETS)
  @Mutation(() => CreateConsumerPayload, {
    description: "Registers a consumer. MANAGE_CONSUMERS is required unless it is the caller's own.",
  })
  async createConsumer(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => CreateConsumerInput, { description: 'The consumer to register.' })
    input: CreateConsumerInput,
  ): Promise<{ consumer: Consumer }> {
    const identity = workloadIdentity(input.identity);
    return { consumer: await services.consumers.create(permit, { ...input, identity }) };
  }

  @RequiresPermission(Permission.USE_SECRETS)
  @Mutation(() => UpdateConsumerPayload, {
    description: 'Changes a consumer. The changes apply from the next delivery on.',
  })
  async updateConsumer(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => UpdateConsumerInput, { description: 'The consumer and its changes.' })
    input: UpdateConsumerInput,
  ): Promise<{ consumer: Consumer }> {
    const identity = workloadIdentity(input.identity);
    return { consumer: await services.consumers.update(permit, { ...input, identity }) };
  }

  @RequiresPermission(Permission.USE_SECRETS)
  @Mutation(() => RotateConsumerKeyPayload, {
    description: 'Replaces the public key of a consumer. Nothing is sealed to the old key any more.',
  })
  async rotateConsumerKey(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => RotateConsumerKeyInput, { description: 'The consumer and its new key.' })
    { id, publicKey }: RotateConsumerKeyInput,
  ): Promise<{ consumer: Consumer }> {
    return { consumer: await services.consumers.rotateKey(permit, id, publicKey) };
  }

  @RequiresPermission(Permission.USE_SECRETS)
  @Mutation(() => DeleteConsumerPayload, {
    description: 'Deletes a consumer. It can no longer use any secret.',
  })
  async deleteConsumer(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => DeleteConsumerInput, { description: 'The consumer to delete.' }) {
      id,
    }: DeleteConsumerInput,
  ): Promise<{ deletedConsumerId: string }> {
    await services.consumers.delete(permit, id);
    return { deletedConsumerId: id };
  }
}
