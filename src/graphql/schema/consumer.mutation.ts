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
 * Registering workloads. The guard asks for the least any of them needs, USE_SECRETS; whose consumer it is decides in the
 * service whether MANAGE_CONSUMERS is needed.
 */
@Resolver()
export class ConsumerMutation {
  @RequiresPermission(Permission.USE_SECRETS)
  @Mutation(() => CreateConsumerPayload, {
    description: "Registers a consumer. One that is not the caller's own needs MANAGE_CONSUMERS.",
  })
  async createConsumer(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => CreateConsumerInput, { description: 'The new consumer.' })
    input: CreateConsumerInput,
  ): Promise<{ consumer: Consumer }> {
    const identity = workloadIdentity(input.identity);
    return { consumer: await services.consumers.create(permit, { ...input, identity }) };
  }

  @RequiresPermission(Permission.USE_SECRETS)
  @Mutation(() => UpdateConsumerPayload, {
    description: 'Changes a consumer; the next delivery goes by it.',
  })
  async updateConsumer(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => UpdateConsumerInput, { description: 'The changes.' }) input: UpdateConsumerInput,
  ): Promise<{ consumer: Consumer }> {
    const identity = workloadIdentity(input.identity);
    return { consumer: await services.consumers.update(permit, { ...input, identity }) };
  }

  @RequiresPermission(Permission.USE_SECRETS)
  @Mutation(() => RotateConsumerKeyPayload, {
    description: 'Gives a consumer another key. From then on nothing is sealed to the old one.',
  })
  async rotateConsumerKey(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => RotateConsumerKeyInput, { description: 'What to do it with.' })
    { id, publicKey }: RotateConsumerKeyInput,
  ): Promise<{ consumer: Consumer }> {
    return { consumer: await services.consumers.rotateKey(permit, id, publicKey) };
  }

  @RequiresPermission(Permission.USE_SECRETS)
  @Mutation(() => DeleteConsumerPayload, { description: 'Deletes a consumer; it gets nothing any more.' })
  async deleteConsumer(
    @PermitOf() permit: Permit,
    @Ctx() { services }: RequestContext,
    @Arg('input', () => DeleteConsumerInput, { description: 'Which one.' }) { id }: DeleteConsumerInput,
  ): Promise<{ deletedConsumerId: string }> {
    await services.consumers.delete(permit, id);
    return { deletedConsumerId: id };
  }
}
