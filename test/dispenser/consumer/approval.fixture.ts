import { operatorPermit } from '../../../src/cli/command/operator';
import { ConsumerClient } from '../../../src/client/consumer-client';
import type { ConsumerSettings } from '../../../src/client/consumer-file';
import type { Consumer } from '../../../src/core/consumer';
import { Permission } from '../../../src/core/permission';
import { KeyRing } from '../../../src/crypto/key-ring';
import { ConsumerApprover } from '../../../src/dispenser/consumer/consumer-approver';
import type { CreateConsumer } from '../../../src/services/consumer.command';
import { testOpeningKey } from '../../support/backend';
import type { TestDatabase } from '../../support/databases';
import { type DispensingWorld, openDispensingWorld, type Registered } from '../dispenser.fixture';

/** The secret that is in every {@link ApprovingWorld}, and its value. */
export const WANTED = 'WANTED';
export const VALUE = 'value of the workload';

/** Two dispensers over one database: `strict` asks for approvals, `lax` does not, for the control of each refusal. */
export interface ApprovingWorld {
  readonly strict: DispensingWorld;
  readonly lax: DispensingWorld;
  readonly approver: ConsumerApprover;
  /** Registers a consumer that may use {@link WANTED}. */
  register(more?: Partial<CreateConsumer>): Promise<Registered>;
  /** The same, and approves it. */
  approved(more?: Partial<CreateConsumer>): Promise<Registered>;
  approve(consumer: Consumer): Promise<void>;
  disapprove(consumer: Consumer): Promise<void>;
  /** Statements of somebody who writes the database past the gateway: no event tells of them. */
  attack(...statements: string[]): Promise<void>;
  /** Anything else that happens in the organization, after which the dispensers look again. */
  stir(): Promise<void>;
  /** Asks at the strict dispenser: it gives nothing, says why, and the refusal is on record. */
  expectRefused(consumer: Consumer, ask: () => Promise<unknown>): Promise<void>;
  deliveriesTo(consumer: Consumer): Promise<number>;
  /** The same consumer at the dispenser that asks for nothing. */
  laxly(settings: ConsumerSettings): ConsumerClient;
  close(): Promise<void>;
}

/** Opens an {@link ApprovingWorld}; close it. */
export async function openApprovingWorld(database: TestDatabase): Promise<ApprovingWorld> {
  const strict = await openDispensingWorld(database, { SECRETS_GATEWAY_CONSUMER_APPROVAL: 'required' });
  const lax = await openDispensingWorld(database, { SECRETS_GATEWAY_CONSUMER_APPROVAL: 'off' });
  const { backend } = strict;
  const approver = new ConsumerApprover({ backend, ring: new KeyRing([testOpeningKey('backend')]) });
  const permitFor = ({ organizationId }: Consumer) =>
    operatorPermit(organizationId, Permission.MANAGE_CONSUMERS);
  let stirred = 0;
  await strict.store(WANTED, VALUE);
  const approve = async (consumer: Consumer) => {
    const { digest } = (await approver.find(consumer.id))!;
    await approver.approve(permitFor(consumer), consumer.id, digest!);
  };
  const register = (more: Partial<CreateConsumer> = {}) =>
    strict.register({ uses: { namePrefix: WANTED }, ...more });
  return {
    strict,
    lax,
    approver,
    register,
    approved: async (more) => {
      const registered = await register(more);
      await approve(registered.consumer);
      return registered;
    },
    approve,
    disapprove: (consumer) => approver.disapprove(permitFor(consumer), consumer),
    attack: (...statements) =>
      backend.stores.database.unitOfWork(async (unit) => {
        for (const statement of statements) await unit.manager.query(statement);
      }),
    stir: async () => {
      stirred += 1;
      await strict.store(`STIRRED_${stirred}`, 'value');
    },
    expectRefused: async ({ id }, ask) => {
      await expect(ask()).rejects.toMatchObject({
        code: 'FORBIDDEN',
        message: expect.stringContaining('`secrets-gateway consumer approve`'),
      });
      expect(await strict.events('delivery.refuse')).toContainEqual(
        expect.objectContaining({ outcome: 'REFUSED', subjectId: id, detail: { reason: 'NOT_APPROVED' } }),
      );
    },
    deliveriesTo: async ({ id }) =>
      (await strict.events('delivery.create')).filter(({ subjectId }) => subjectId === id).length,
    laxly: (settings) => new ConsumerClient({ ...settings, dispenser: lax.url }),
    close: async () => {
      await lax.close();
      await strict.close();
    },
  };
}
