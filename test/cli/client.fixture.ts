import { join } from 'node:path';
import type { Input } from '../../src/cli/command/command-context';
import { readLogins } from '../../src/client/login-file';
import { formatOpeningKeys } from '../../src/crypto/open/opening-key';
import { Database } from '../../src/storage/database';
import { storesOf } from '../../src/storage/stores';
import { testOpeningKey } from '../support/backend';
import { createTemporaryFolder, type TemporaryFolder } from '../support/folder';
import { startTestGateway, type TestGateway } from '../support/gateway';
import { openedValues } from '../support/opened-values';
import { type CommandRun, runCommandLine } from './cli.fixture';

/** A gateway that listens, and a person's home folder, in which commands are its clients. */
export interface ClientWorld {
  readonly gateway: TestGateway;
  readonly url: string;
  readonly home: TemporaryFolder;
  /** The file of logins in the home folder. */
  readonly logins: string;
  /** Runs a command with the owner's token in the environment. */
  client(args: readonly string[], stdin?: Input | string | Uint8Array): Promise<CommandRun>;
  /** Runs a command with this home folder and these variables alone. */
  atHome(
    args: readonly string[],
    stdin?: Input | string | Uint8Array,
    env?: Readonly<Record<string, string>>,
  ): Promise<CommandRun>;
  /** What a command prints with `--json`. Fails if the command does. */
  // biome-ignore lint/suspicious/noExplicitAny: tests select what they asked for.
  json(args: readonly string[], stdin?: string): Promise<any>;
  /** Every stored value by `<secret id> <version>`, opened. */
  values(): Promise<Map<string, string | undefined>>;
  /** The contexts in the file. */
  contexts(): ReturnType<typeof readLogins>;
  close(): Promise<void>;
}

/** Starts a {@link ClientWorld}. */
export async function startClientWorld(
  environment: Readonly<Record<string, string>> = {},
): Promise<ClientWorld> {
  const gateway = await startTestGateway({ environment });
  const { url } = await gateway.gateway.listen();
  const home = createTemporaryFolder('home');
  const logins = join(home.path, '.config', 'secrets-gateway', 'logins.json');
  const atHome: ClientWorld['atHome'] = (args, stdin = '', env = {}) =>
    runCommandLine(args, { HOME: home.path, ...env }, stdin);
  const client: ClientWorld['client'] = (args, stdin) =>
    atHome(args, stdin, { SECRETS_GATEWAY_URL: url, SECRETS_GATEWAY_TOKEN: gateway.ownerToken });
  return {
    gateway,
    url,
    home,
    logins,
    client,
    atHome,
    json: async (args, stdin) => {
      const { code, stdout, stderr } = await client([...args, '--json'], stdin);
      if (code !== 0) throw new Error(stderr);
      return JSON.parse(stdout);
    },
    values: async () => {
      const database = await Database.open({ url: gateway.config.databaseUrl });
      try {
        return await openedValues(storesOf(database), formatOpeningKeys([testOpeningKey('backend')]));
      } finally {
        await database.close();
      }
    },
    contexts: () => readLogins(logins),
    close: async () => {
      await gateway.close();
      home.remove();
    },
  };
}
