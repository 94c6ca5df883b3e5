import { spawn } from 'node:child_process';
import type { Config } from '../config';
import { createAuditKey } from '../key.files';
import { keysToMake } from '../workbench';
import type { CommandContext } from './command.context';
import { CommandError } from './command.error';

/** Where the files go when they do not go to the data folder. */
const PLACES = ['OPENING_KEY_FILE', 'SEALING_KEY_FILE', 'AUDIT_KEY_FILE'] as const;

/**
 * Makes the keys of the first start. A child process makes the opening key, so that it was never in the memory of the
 * process that becomes the gateway.
 *
 * @throws ConfigError for keys that are lost, CommandError when the child fails.
 */
export async function makeFirstKeys(config: Config, context: CommandContext): Promise<void> {
  const { sealing, audit } = await keysToMake(config);
  if (sealing) await generateInChild(config, context, audit);
  else if (audit) createAuditKey(config);
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
