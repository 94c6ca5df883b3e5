import { join } from 'node:path';
import { type StartedProcess, startProcess } from '../support/process';

const HOLDER = `
  const sqlite3 = require('sqlite3');
  const db = new sqlite3.Database(process.argv[1]);
  db.configure('busyTimeout', 5000);
  db.exec('BEGIN IMMEDIATE', (error) => {
    console.log(error ? 'refused' : 'held');
    setInterval(() => undefined, 1000);
  });`;

/** Takes SQLite's write lock in a process of its own, which holds it until it is killed. */
export async function holdWriteLock(databaseUrl: string): Promise<StartedProcess> {
  const holder = startProcess(process.execPath, ['-e', HOLDER, databaseUrl.replace(/^sqlite:/, '')], {
    cwd: join(__dirname, '..', '..'),
  });
  await holder.waitForLine(/^held$/);
  return holder;
}
