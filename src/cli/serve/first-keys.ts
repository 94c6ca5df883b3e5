import { spawn } from 'node:child_process';
import type { KeysToMake } from '../../backend/first-start';
import { createAuditKey, readGatewayKeys } from '../../backend/key-files';
import type { Config } from '../../config/config';
import { CommandError } from '../command.error';
import type { CommandContext } from '../command-context';

/** Where the files go when they do not go to the data folder. */
const PLACES = ['OPENING_KEY_FILE', 'SEALING_KEY_FILE', 'AUDIT_KEY_FILE'] as const;

/**
 * Makes the keys of the first start. A child process makes the opening key, so that it never is in the memory of the process
 * that becomes the gateway.
 *
 * @throws ConfigError at once for keys that are there and damaged; the promise rejects with CommandError when the child fails.
 */
export function makeFirstKeys(
  { sealing, audit }: KeysToMake,
  config: Config,
  context: CommandContext,
): Promise<void> {
  if (sealing) return generateInChild(config, context, audit);
  if (audit) createAuditKey(config);
  // The gateway reads them, too; here a start that must fail does so before the gateway's code is loaded.
  readGatewayKeys(config);
  return Promise.resolve();
}

async function generateInChild(config: Config, context: CommandContext, audit: boolean): Promise<void> {
  const [program, ...first] = context.executable;
  const options = ['--data-dir', config.dataDir, ...(audit ? [] : ['--no-audit'])];
  const places = PLACES.flatMap((name) => {
    const place = context.environment[name];
    return place ? [[name, place]] : [];
  });
  const child = spawn(program, [...first, 'keys', 'generate', ...options], {
    env: Object.fromEntries(places),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (piece: Buffer) => {
    said += piece;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', () => reject(new CommandError('the process that makes the keys cannot be started')));
    child.once('close', resolve);
  });
  if (code !== 0)
    throw new CommandError(said.trim().replace(/^secrets-gateway: /, '') || 'no keys were made');
}
