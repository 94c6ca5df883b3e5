import { ConsumerClient } from '../../src/client/consumer-client';
import type { ConsumerSettings } from '../../src/client/consumer-file';
import { readConfig } from '../../src/config/config';
import { dispenserEnvironment } from '../../src/config/dispenser';
import type { Consumer } from '../../src/core/consumer';
import { Plaintext } from '../../src/core/plaintext';
import type { Secret } from '../../src/core/secret';
import { ChainKey } from '../../src/crypto/chain';
import { KeyRing } from '../../src/crypto/key-ring';
import { ConsumerKey } from '../../src/crypto/open/consumer-opening-key';
import { createDispenser, type Dispenser } from '../../src/dispenser/dispenser';
import { Log } from '../../src/log';
import type { CreateConsumer } from '../../src/services/consumer.command';
import type { CreateSecret } from '../../src/services/secret.command';
import { type Caller, openTestBackend, type TestBackend, testOpeningKey } from '../support/backend';
import type { TestDatabase } from '../support/databases';

/** A dispenser of this process on a free port, and a backend on the same database as the gateway would have. */
export interface DispensingWorld {
  readonly backend: TestBackend;
  readonly dispenser: Dispenser;
  readonly url: string;
  readonly owner: Caller;
  /** Log lines of the dispenser. */
  readonly lines: string[];
  /** Registers a consumer with a key of its own. */
  register(command?: Partial<CreateConsumer>, by?: Caller): Promise<Registered>;
  store(name: string, value: string | Uint8Array, more?: Partial<CreateSecret>, by?: Caller): Promise<Secret>;
  /** The audit events of an action, newest first. */
  events(action: string): Promise<readonly { outcome: string; subjectId: string | null; detail: object }[]>;
  close(): Promise<void>;
}

/** A consumer with the key that only it has. */
export interface Registered {
  readonly consumer: Consumer;
  readonly key: ConsumerKey;
  readonly settings: ConsumerSettings;
  readonly client: ConsumerClient;
}

let made = 0;

/** Opens a {@link DispensingWorld}; close it. @param env more of the dispenser's environment. */
export async function openDispensingWorld(
  database: TestDatabase,
  env: Readonly<Record<string, string>> = {},
): Promise<DispensingWorld> {
  const backend = await openTestBackend(database.url(), { recoveryDays: 7 });
  const owner = await backend.owner();
  const lines: string[] = [];
  const environment = dispenserEnvironment({
    SECRETS_GATEWAY_DATABASE_URL: database.url(),
    SECRETS_GATEWAY_DATA_DIR: database.dataFolder(),
    SECRETS_GATEWAY_AUDIT_KEY: ChainKey.format(backend.chainKey).trim(),
    SECRETS_GATEWAY_DISPENSER_PORT: '0',
    SECRETS_GATEWAY_UPSTREAM_NETWORKS: '127.0.0.0/8',
    ...env,
  });
  const dispenser = await createDispenser(
    readConfig(environment),
    new KeyRing([testOpeningKey('backend')]),
    new Log('info', (line) => lines.push(line)),
  );
  const { port } = await dispenser.listen();
  const url = `http://127.0.0.1:${port}`;
  return {
    backend,
    dispenser,
    url,
    owner,
    lines,
    register: async (command = {}, by = owner) => {
      const key = ConsumerKey.generate();
      const consumer = await backend.services.consumers.create(by.permit('USE_SECRETS'), {
        name: `consumer ${++made}`,
        isPersonal: false,
        publicKey: key.publicKey,
        ...command,
      });
      const settings = {
        dispenser: url,
        consumer: consumer.id,
        key,
        tokenFile: undefined,
        tokenVariable: undefined,
      };
      return { consumer, key, settings, client: new ConsumerClient(settings) };
    },
    store: (name, value, more = {}, by = owner) =>
      backend.services.secrets.create(by.permit('MANAGE_OWN_SECRETS'), {
        name,
        type: 'KEY_VALUE',
        isFile: false,
        access: 'ORGANIZATION',
        ...(more.sealedValue === undefined && {
          value: Plaintext.ofText(typeof value === 'string' ? value : Buffer.from(value).toString('base64')),
        }),
        ...more,
      }),
    events: async (action) => {
      const { database: open, audit } = backend.stores;
      const all = await Promise.all(
        [owner.organizationId, 'instance'].map((chain) => audit.stream(open.reader, chain, 1, 10_000)),
      );
      return all
        .flat()
        .map(({ event }) => event)
        .filter((event) => event.action === action)
        .reverse();
    },
    close: async () => {
      await dispenser.close();
      await backend.close();
    },
  };
}
