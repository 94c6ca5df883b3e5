import { PostgresStarter } from './postgres.starter';

let starter: PostgresStarter | undefined;

/** Jest calls it once before all test files, in its own process. */
// biome-ignore lint/style/noDefaultExport: jest asks for a default export
export default async function openStarter(): Promise<void> {
  starter = await PostgresStarter.open();
}

/** Ends what {@link openStarter} began. */
export async function closeStarter(): Promise<void> {
  await starter?.close();
  starter = undefined;
}
