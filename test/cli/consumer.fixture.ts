import { operatorPermit } from '../../src/cli/command/operator';
import type { Consumer } from '../../src/core/consumer';
import { Permission } from '../../src/core/permission';
import { ConsumerKey } from '../../src/crypto/open/consumer-opening-key';
import type { CreateConsumer } from '../../src/services/consumer.command';
import { type CommandRun, runCommandLine } from './cli.fixture';
import { installKeyed, type KeyedInstallation } from './keys/keys-ring.fixture';

/** An installation whose operator approves consumers. */
export interface ApprovingInstallation extends KeyedInstallation {
  /** Runs `operator consumer …`. */
  consumer(...args: string[]): Promise<CommandRun>;
  register(more?: Partial<CreateConsumer>): Promise<Consumer>;
  /** The digest that `consumer approve` asks for. */
  digestOf(id: string): Promise<string>;
  approve(consumer: Consumer): Promise<CommandRun>;
  /** Id and state of each consumer that `operator consumer list` shows. */
  states(...options: string[]): Promise<Record<string, string>>;
  /** A statement of somebody who writes the database past the gateway. */
  sql(statement: string): Promise<unknown>;
}

/** Makes an {@link ApprovingInstallation}. Remove its folder afterwards. */
export async function installApproving(): Promise<ApprovingInstallation> {
  const at = await installKeyed();
  let made = 0;
  const consumer = (...args: string[]) => runCommandLine(['operator', 'consumer', ...args], at.env);
  const digestOf = async (id: string) => {
    const { stderr } = await consumer('approve', id);
    return /--digest ([0-9a-f]{40})$/m.exec(stderr)?.[1] ?? stderr;
  };
  return {
    ...at,
    consumer,
    digestOf,
    register: (more = {}) =>
      at.use(({ services }) =>
        services.consumers.create(operatorPermit(at.organization.id, Permission.MANAGE_CONSUMERS), {
          name: `workload ${++made}`,
          isPersonal: false,
          publicKey: ConsumerKey.generate().publicKey,
          ...more,
        }),
      ),
    approve: async ({ id }) => consumer('approve', id, '--digest', await digestOf(id)),
    states: async (...options) => {
      const { code, stdout, stderr } = await consumer('list', ...options);
      if (code !== 0) throw new Error(stderr);
      const rows = stdout.trim().split('\n').slice(1);
      return Object.fromEntries(rows.map((row) => row.split(/ {2,}/).slice(0, 2)));
    },
    sql: (statement) =>
      at.use(({ stores }) => stores.database.unitOfWork((unit) => unit.manager.query(statement))),
  };
}
