import { existsSync, statSync, writeFileSync } from 'node:fs';
import { Client } from 'pg';
import { describeOnEachDatabase } from './databases';

const ran: string[] = [];
const folders: string[] = [];
const addresses: string[] = [];

describeOnEachDatabase('a block of tests', (database) => {
  const early = attempt(() => database.url());

  it('has no address while it is described', () => {
    expect(early).toThrow('from beforeAll on');
  });

  it('gets an address of its kind and a private folder', async () => {
    ran.push(database.kind);
    folders.push(database.dataFolder());
    expect(statSync(database.dataFolder()).mode & 0o777).toBe(0o700);
    if (database.kind === 'sqlite') {
      expect(database.url()).toBe(`sqlite:${database.dataFolder()}/gateway.db`);
      writeFileSync(database.url().replace('sqlite:', ''), '');
    } else {
      addresses.push(database.url());
      await connect(database.url());
    }
  });

  it('keeps its database until the last of its tests', async () => {
    if (database.kind === 'sqlite') expect(existsSync(database.url().replace('sqlite:', ''))).toBe(true);
    else await connect(database.url());
  });
});

describe('after the blocks', () => {
  it('both have run and nothing is left', async () => {
    expect(ran).toEqual(['sqlite', 'postgres']);
    expect(folders.map((folder) => existsSync(folder))).toEqual([false, false]);
    await expect(connect(addresses[0] ?? '')).rejects.toMatchObject({ code: '3D000' });
  });
});

/** Calls it now, and again says later what happened. */
function attempt<Value>(call: () => Value): () => Value {
  try {
    const value = call();
    return () => value;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

async function connect(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.end();
}
