import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTemporaryFolder, type TemporaryFolder } from '../support/folder';
import { startTestGateway, type TestGateway } from '../support/gateway';
import {
  type Compiled,
  committedSchema,
  compileRelay,
  connectionFields,
  pagingDocuments,
  queryName,
  SCHEMA_FILE,
} from './relay-project';

/** Any X25519 key: nothing is ever sealed to it. */
const PUBLIC_KEY = 'jkYKs80xF218jd7VpQkG-04WD2zj0vbCdilGh9R9ozI';
const connections = connectionFields(committedSchema());
const folders: TemporaryFolder[] = [];
afterAll(() => {
  for (const folder of folders) folder.remove();
});

function emptyFolder(): string {
  const folder = createTemporaryFolder('relay');
  folders.push(folder);
  return folder.path;
}

describe('a schema that is not Relay’s', () => {
  it.each([
    ['without cursors', /^ {2}cursor: String!$/m, '  place: String!', 'cursor'],
    ['without page info', /^ {2}pageInfo: PageInfo!$/m, '  page: PageInfo!', 'pageInfo'],
    ['without node(id:)', /^ {2}node\($/m, '  thing(', 'node'],
  ])('%s is refused by the compiler', (_, rule, replacement, complaint) => {
    const folder = emptyFolder();
    const file = join(folder, 'broken.graphql');
    const text = readFileSync(SCHEMA_FILE, 'utf8');
    const broken = text.replaceAll(new RegExp(rule, 'gm'), replacement);
    expect(broken).not.toBe(text);
    writeFileSync(file, broken);

    const { exitCode, output } = compileRelay(folder, pagingDocuments(connections), file);

    expect(exitCode).not.toBe(0);
    expect(output).toContain(complaint);
  });
});

describe('the Relay compiler', () => {
  let compiled: Compiled;
  let gateway: TestGateway;
  let ids: Map<string, string>;
  beforeAll(async () => {
    compiled = compileRelay(emptyFolder(), pagingDocuments(connections));
    gateway = await startTestGateway();
    ids = await nodesOf(gateway);
  });
  afterAll(() => gateway.close());

  it('accepts a refetchable fragment on every connection, forwards and backwards', () => {
    expect(connections.length).toBeGreaterThanOrEqual(17);
    expect([compiled.exitCode, compiled.output]).toEqual([
      0,
      expect.stringContaining('Compilation completed'),
    ]);
    expect(compiled.queries.size).toBe(2 * connections.length);
  });

  it.each(connections)('makes queries for $type.$field that the gateway answers', async (connection) => {
    const query = compiled.queries.get(queryName(connection));
    const id = ids.get(connection.type);
    const { status, body } = await gateway.graphql(query ?? '', { count: 100, ...(id && { id }) });

    expect({ status, errors: body.errors }).toEqual({ status: 200 });
    const { viewer, node = viewer ?? body.data } = body.data;
    expect(node[connection.field].pageInfo).toHaveProperty('hasNextPage');
    expect(node[connection.field].edges.length).toBeLessThanOrEqual(node[connection.field].totalCount);
  });
});

/** An id of each type that has connections. */
async function nodesOf({ data, organizationId, makeCaller }: TestGateway): Promise<Map<string, string>> {
  const make = async (mutation: string, noun: string, input: object): Promise<string> => {
    const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
    const query = `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${noun} { id } } }`;
    return (await data(query, { input: { organizationId, ...input } }))[mutation][noun].id;
  };
  const { organization } = await data(
    'query ($id: ID!) { organization(id: $id) { members(first: 1) { nodes { id } } } }',
    { id: organizationId },
  );
  return new Map([
    ['Organization', organizationId],
    ['Membership', organization.members.nodes[0].id],
    ['Secret', await make('createSecret', 'secret', { name: 'PAGED', value: 'a value' })],
    ['Team', await make('createTeam', 'team', { name: 'paged' })],
    ['Consumer', await make('createConsumer', 'consumer', { name: 'paged', publicKey: PUBLIC_KEY })],
    ['Token', await make('createToken', 'token', { name: 'paged' })],
    ['ServiceUser', (await makeCaller('MEMBER')).principalId],
  ]);
}
