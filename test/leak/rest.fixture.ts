import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Database } from 'sqlite3';
import { type Canary, findCanary, newCanary } from '../support/canary';
import { CREATE, UPDATE } from './everyday-operations';
import type { GatewayProcess } from './gateway.process';

const SERVICE_USER = `mutation ($input: CreateServiceUserInput!) { createServiceUser(input: $input) { tokenText } }`;
const ROLES = 'query ($id: ID!) { organization(id: $id) { roles { nodes { id name } } } }';

// biome-ignore lint/suspicious/noExplicitAny: the tests select what they asked for.
export type Any = any;

/** What was written, all of which must not be readable at rest. */
export interface Written {
  readonly canary: Canary;
  readonly tokens: readonly string[];
  readonly ids: readonly string[];
}

/** The same value three times, of which one is a second version, and two tokens. */
export async function written(gateway: GatewayProcess): Promise<Written> {
  const { organizationId, token } = gateway;
  const canary = newCanary();
  const create = async (name: string) =>
    ((await gateway.data(CREATE, { input: { organizationId, name, value: canary.text } })) as Any)
      .createSecret.secret.id;
  const ids: string[] = [await create('REST_ONE'), await create('REST_TWO')];
  await gateway.data(UPDATE, { input: { id: ids[0], value: `${canary.text} again` } });
  const { organization } = (await gateway.data(ROLES, { id: organizationId })) as Any;
  const { createServiceUser } = (await gateway.data(SERVICE_USER, {
    input: { organizationId, name: 'rest', roleId: organization.roles.nodes[0].id },
  })) as Any;
  return { canary, ids, tokens: [token, createServiceUser.tokenText] };
}

/** The opening key as it could be written: the file's text, the bytes of its seed, and these in hex. */
export function keyForms(folder: string): Buffer[] {
  const seed = readFileSync(join(folder, 'opening/opening.key'), 'utf8').split(' ')[2] ?? '';
  const bytes = Buffer.from(seed, 'base64url');
  expect(bytes).toHaveLength(32);
  return [
    Buffer.from(seed),
    bytes,
    Buffer.from(bytes.toString('hex')),
    Buffer.from(bytes.toString('base64')),
  ];
}

/** Names of what was found; empty when nothing was. */
export function readable(bytes: Buffer, { canary, tokens }: Written, folder: string): string[] {
  return [
    ...findCanary(bytes, canary).map(() => 'a value'),
    // The part behind the prefix, in every form.
    ...tokens.filter((text) => findCanary(bytes, { text: text.slice(8) }).length > 0).map(() => 'a token'),
    ...keyForms(folder)
      .filter((form) => bytes.includes(form))
      .map(() => 'the opening key'),
  ];
}

/** Runs statements on a SQLite file over a connection of its own. */
export function sqlite<Result>(
  path: string,
  work: (all: (statement: string) => Promise<Any[]>) => Promise<Result>,
) {
  return new Promise<Result>((done, fail) => {
    const database = new Database(path, (error) => {
      if (error) return fail(error);
      const all = (statement: string) =>
        new Promise<Any[]>((resolve, reject) =>
          database.all(statement, (failure, rows) => (failure ? reject(failure) : resolve(rows))),
        );
      work(all)
        .then(done, fail)
        .finally(() => database.close());
    });
  });
}

/** Any 16 bytes of the sealed part tell an envelope; its head is the same in each. */
export function partsOf(envelope: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let end = envelope.length; end >= envelope.length - 64; end -= 16)
    parts.push(envelope.subarray(end - 16, end));
  return parts;
}

/** The bytes of every file below a folder. */
export function filesBelow(folder: string): Buffer {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  return Buffer.concat(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name))),
  );
}
