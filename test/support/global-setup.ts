import { readStaleSteps, STALE_VARIABLE } from './built';
import { memoryFolder } from './memory-folder';
import { PostgresStarter } from './postgres-starter';

let starter: PostgresStarter | undefined;

/** Jest calls it once before all test files, in its own process. */
// biome-ignore lint/style/noDefaultExport: jest asks for a default export
export default async function openStarter(): Promise<void> {
  // Workers and the processes that they start inherit it; whoever has chosen a folder keeps it.
  const memory = memoryFolder();
  if (memory !== undefined) process.env.TMPDIR ??= memory;
  process.env[STALE_VARIABLE] = readStaleSteps();
  starter = await PostgresStarter.open();
}

/** Ends what {@link openStarter} began. */
export async function closeStarter(): Promise<void> {
  await starter?.close();
  starter = undefined;
}
