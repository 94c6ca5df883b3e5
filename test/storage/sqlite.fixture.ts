import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Database } from '../../src/storage/database';
import type { FaultListener } from '../../src/storage/sql/fault';
import { OrganizationStore } from '../../src/storage/stores/organization.store';
import { createTemporaryFolder } from '../support/folder';

const open: Database[] = [];
let made = 0;

/** The folder of the test file's databases. */
export const folder = createTemporaryFolder('sqlite');

afterEach(async () => {
  await Promise.all(open.splice(0).map((database) => database.close()));
});
afterAll(() => folder.remove());

/** A migrated database in a folder of its own, which is not there before; closed after the test. */
export async function fresh(busyTimeoutMs = 300, onFault?: FaultListener) {
  const path = join(folder.path, `${++made}`, 'data', 'gateway.db');
  const database = await Database.open({ url: `sqlite:${path}`, busyTimeoutMs, ...(onFault && { onFault }) });
  open.push(database);
  await database.migrate();
  return { database, path, store: new OrganizationStore() };
}

/** All bytes that SQLite keeps of a database. */
export function bytesOf(path: string): Buffer {
  const files = [path, `${path}-wal`, `${path}-shm`, `${path}-journal`].filter(existsSync);
  return Buffer.concat(files.map((file) => readFileSync(file)));
}
