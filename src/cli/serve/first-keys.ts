import { spawn } from 'node:child_process';
import { createAuditKey } from '../../backend/key-files';
import type { KeysToMake } from '../../backend/missing-keys';
import type { Config } from '../../config/config';
import { textOf } from '../../config/setting';
import { CommandError } from '../command/command.error';
import type { CommandContext } from '../command/command-context';

/** Variables that name files outside the data folder. */
const FILE_VARIABLES = [
  'SECRETS_GATEWAY_OPENING_KEY_FILE',
  'SECRETS_GATEWAY_SEALING_KEY_FILE',
  'SECRETS_GATEWAY_AUDIT_KEY_FILE',
] as const;

/**
 * Creates the keys of the first start. A child process generates the opening key, so that it is never in the memory of the
 * process that becomes the gateway.
 *
 * @throws ConfigError at once for existing keys that are damaged; the promise rejects with CommandError when the child
 * fails.
 */
export function makeFirstKeys(
  { sealing, audit }: KeysToMake,
  config: Config,
  context: CommandContext,
): Promise<void> {
  if (sealing) return generateInChild(config, context, audit);
  if (audit) createAuditKey(config);
  return Promise.resolve();
}

async function generateInChild(config: Config, context: CommandContext, audit: boolean): Promise<void> {
  const [program, ...first] = context.executable;
  const options = ['--data-dir', config.dataDir, ...(audit ? [] : ['--no-audit'])];
  const files = FILE_VARIABLES.flatMap((name) => {
    const file = textOf(context.environment, name);
    return file === undefined ? [] : [[name, file]];
  });
  const child = spawn(program, [...first, 'keys', 'generate', ...options], {
    env: Object.fromEntries(files),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let message = '';
  child.stderr.on('data', (piece: Buffer) => {
    message += piece;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', () =>
      reject(new CommandError('the process that generates the keys cannot be started')),
    );
    child.once('close', resolve);
  });
  if (code !== 0)
    throw new CommandError(message.trim().replace(/^secrets-gateway: /, '') || 'no keys were created');
}
