import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runCommandLine } from './cli.fixture';

/** What an operator does before the first start on PostgreSQL, where no gateway makes keys. */
export async function makeFirstKeys(url: string, dataFolder: string): Promise<void> {
  if (url.startsWith('sqlite:') || existsSync(join(dataFolder, 'sealing.key'))) return;
  const { code, stderr } = await runCommandLine(['keys', 'init'], { SECRETS_GATEWAY_DATA_DIR: dataFolder });
  if (code !== 0) throw new Error(stderr);
}
