import { join } from 'node:path';
import { type DefinitionNode, Kind, parse } from 'graphql';
import { DIALECTS } from '../../src/gateway-dialects';
import { readExamples } from '../../src/graphql/playground/playground-assets';
import { buildGatewaySchema } from '../../src/graphql/server/gateway-schema';
import { describeOnEachDatabase } from '../support/databases';
import { startTestGateway, type TestGateway } from '../support/gateway';

const examples = readExamples(join(__dirname, '..', '..', 'schema', 'examples.graphql'));

/** The root fields of an operation. */
function rootFields(query: string): readonly string[] {
  const fieldsOf = (node: DefinitionNode) =>
    node.kind === Kind.OPERATION_DEFINITION ? node.selectionSet.selections : [];
  return parse(query)
    .definitions.flatMap(fieldsOf)
    .map((field) => (field.kind === Kind.FIELD ? field.name.value : ''));
}

/** The variables with each `{{name}}` replaced by an id from an earlier operation. */
function filled(variables: object, ids: ReadonlyMap<string, string>): Record<string, unknown> {
  return JSON.parse(
    JSON.stringify(variables).replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
      const id = ids.get(name);
      if (id === undefined) throw new Error(`no earlier operation gave {{${name}}}`);
      return id;
    }),
  );
}

/** Remembers the ids of what a mutation created. */
function remember(ids: Map<string, string>, data: Record<string, unknown>): void {
  for (const [mutation, payload] of Object.entries(data)) {
    if (!mutation.startsWith('create')) continue;
    for (const [noun, row] of Object.entries(
      payload as Record<string, { id?: string; membership?: { id: string } }>,
    )) {
      if (typeof row !== 'object') continue;
      if (row.id !== undefined)
        ids.set(noun === 'organization' ? 'otherOrganizationId' : `${noun}Id`, row.id);
      if (row.membership !== undefined) ids.set('membershipId', row.membership.id);
    }
  }
}

describe('the examples', () => {
  it('use every field of Query and Mutation', () => {
    const schema = buildGatewaySchema(DIALECTS);
    const shown = new Set(examples.flatMap(({ query }) => rootFields(query)));
    const fields = [schema.getQueryType()!, schema.getMutationType()!].flatMap((type) =>
      Object.keys(type.getFields()),
    );
    expect(fields.filter((field) => !shown.has(field))).toEqual([]);
    expect(fields.length).toBeGreaterThan(30);
  });

  it('use only ids that an earlier example returns', () => {
    expect(() => filled({ id: '{{secretId}}' }, new Map([['teamId', 'team-1']]))).toThrow('{{secretId}}');
    expect(filled({ id: ['{{teamId}}'] }, new Map([['teamId', 'team-1']]))).toEqual({ id: ['team-1'] });
  });
});

describeOnEachDatabase('the examples', (tested) => {
  let gateway: TestGateway;
  const ids = new Map<string, string>();
  beforeAll(async () => {
    gateway = await startTestGateway({ database: tested });
    ids.set('organizationId', gateway.organizationId);
  });
  afterAll(() => gateway.close());

  it.each(examples.map((example) => [example.name, example] as const))(
    'run from first to last: %s',
    async (_, { query, variables }) => {
      const { status, body } = await gateway.graphql(query, filled(variables, ids));
      expect({ status, errors: body.errors }).toEqual({ status: 200 });
      for (const [field, answer] of Object.entries(body.data))
        expect([field, answer]).not.toEqual([field, null]);
      remember(ids, body.data);
    },
  );
});
