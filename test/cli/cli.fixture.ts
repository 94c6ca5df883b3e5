import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { type Backend, openBackend } from '../../src/backend/backend';
import type { CommandContext, Input } from '../../src/cli/command/command-context';
import { operatorPermit } from '../../src/cli/command/operator';
import { runProgram } from '../../src/cli/program';
import { readConfig } from '../../src/config/config';
import type { Organization } from '../../src/core/organization';
import { Permission } from '../../src/core/permission';
import { Plaintext } from '../../src/core/plaintext';
import { type Secret, SecretAccess, SecretType } from '../../src/core/secret';
import { Log } from '../../src/log';
import type { CreateSecret } from '../../src/services/secret.command';
import { builtFile } from '../support/built';
import { createTemporaryFolder, type TemporaryFolder } from '../support/folder';

/** How a command that ran in this process ended. */
export interface CommandRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A data folder with keys, a migrated database and the organization `default`. */
export interface Installation {
  readonly folder: TemporaryFolder;
  readonly env: Readonly<Record<string, string>>;
  readonly organization: Organization;
  /** The file of the SQLite database. */
  readonly database: string;
  use<Result>(work: (backend: Backend) => Promise<Result>): Promise<Result>;
  /** Stores a secret of an organization, `default` if none is given. */
  store(
    name: string,
    value: string | Uint8Array,
    more?: Partial<CreateSecret>,
    organizationId?: string,
  ): Promise<Secret>;
}

/**
 * Runs a command of the executable in this process, with this environment and nothing of ours but `PATH`.
 *
 * @param stdin what it reads; nothing when left out.
 */
export async function runCommandLine(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  stdin: Input | string | Uint8Array = '',
): Promise<CommandRun> {
  const [out, err] = [new Collector(), new Collector()];
  const environment = { PATH: process.env.PATH, ...env };
  const context: CommandContext = {
    inherited: environment,
    environment,
    stdin: stdin instanceof Readable ? stdin : Readable.from([Buffer.from(stdin as string)]),
    stdout: out,
    stderr: err,
    get executable(): CommandContext['executable'] {
      return [process.execPath, builtFile('main.js')];
    },
    umask: 0o022,
    exitCode: 0,
  };
  const before = process.umask(0o077);
  const code = await runProgram(args, context);
  process.umask(before);
  return { code, stdout: out.text(), stderr: err.text() };
}

/** Makes an {@link Installation} with the commands that a person would use. Remove its folder afterwards. */
export async function install(): Promise<Installation> {
  const folder = createTemporaryFolder('cli');
  const env = { SECRETS_GATEWAY_DATA_DIR: folder.path, SECRETS_GATEWAY_LOG_LEVEL: 'silent' };
  for (const args of [['keys', 'generate'], ['migrate']]) {
    const { code, stderr } = await runCommandLine(args, env);
    if (code !== 0) throw new Error(stderr);
  }
  const use = async <Result>(work: (backend: Backend) => Promise<Result>): Promise<Result> => {
    const backend = await openBackend(readConfig(env), new Log('silent', () => undefined), {
      migrate: false,
    });
    try {
      return await work(backend);
    } finally {
      await backend.close();
    }
  };
  const made = await use(({ services }) => services.bootstrap.run('the-token-of-the-first-owner-in-tests'));
  if (made === undefined) throw new Error('the database was not empty');
  const { organization } = made;
  return {
    folder,
    env,
    organization,
    database: join(folder.path, 'gateway.db'),
    use,
    store: (name, value, more = {}, organizationId = organization.id) =>
      use(({ services }) =>
        services.secrets.create(operatorPermit(organizationId, Permission.MANAGE_ORG_SECRETS), {
          name,
          type: SecretType.KEY_VALUE,
          isFile: false,
          access: SecretAccess.ORGANIZATION,
          value: typeof value === 'string' ? Plaintext.ofText(value) : Plaintext.ofBytes(value),
          ...more,
        }),
      ),
  };
}

class Collector extends Writable {
  readonly #pieces: Buffer[] = [];

  override _write(piece: Buffer, _encoding: BufferEncoding, callback: () => void): void {
    this.#pieces.push(piece);
    callback();
  }

  text(): string {
    return Buffer.concat(this.#pieces).toString();
  }
}
