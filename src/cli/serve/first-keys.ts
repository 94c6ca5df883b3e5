import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { type KeysToMake, keysToMake } from '../../backend/backend';
import { createAuditKey, readGatewayKeys } from '../../backend/key-files';
import type { Config } from '../../config/config';
import { Unavailable } from '../../core/errors';
import { CommandError } from '../command.error';
import type { CommandContext } from '../command-context';

/** Where the files go when they do not go to the data folder. */
const PLACES = ['OPENING_KEY_FILE', 'SEALING_KEY_FILE', 'AUDIT_KEY_FILE'] as const;

/** What happens while the database is away. */
export interface Waiting {
  /** Ends the wait; no keys are made then. */
  readonly signal: AbortSignal;
  /** Called at the beginning of each pause. */
  whileAway(): Promise<void>;
}

const DATABASE_RETRY_MS = 1_000;

/**
 * Begins to make the keys of the first start. Whether it is the first one only the database can say, so a PostgreSQL that
 * is down is waited for: keys made for a database that has been used would hide that the right ones are lost. A child
 * process makes the opening key, so that it was never in the memory of the process that becomes the gateway.
 *
 * @returns when it is known what is to be made, with the work that then goes on.
 * @throws ConfigError for keys that are lost, or are there and damaged; the work rejects with CommandError when the child
 * fails.
 */
export async function beginFirstKeys(
  config: Config,
  context: CommandContext,
  waiting: Waiting,
): Promise<{ readonly made: Promise<void> }> {
  const { sealing, audit } = await untilKnown(config, waiting);
  if (sealing) return { made: generateInChild(config, context, audit) };
  if (audit) createAuditKey(config);
  // The gateway reads them too: a start that cannot be is told before all of that is loaded.
  if (!waiting.signal.aborted) readGatewayKeys(config);
  return { made: Promise.resolve() };
}

async function untilKnown(config: Config, { signal, whileAway }: Waiting): Promise<KeysToMake> {
  while (!signal.aborted) {
    try {
      return await keysToMake(config);
    } catch (error) {
      if (!(error instanceof Unavailable) || config.databaseUrl.startsWith('sqlite:')) throw error;
      await whileAway();
      await pause(DATABASE_RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
  return { sealing: false, audit: false };
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
