import { composeServices } from '@apollo/composition';
import { ApolloGateway, LocalGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { buildSchema, type GraphQLSchema, parse, printType } from 'graphql';
import { subgraphOf } from '../../src/graphql/federation/subgraph-schema';
import { machineSubgraph, OTHERS, otherSdl } from './compatibility.fixture';

// By default, Apollo's gateway queries the metadata services of the cloud and reports its usage.
process.env.APOLLO_TELEMETRY_DISABLED = 'true';

const machines = machineSubgraph();
const schemas: Record<string, GraphQLSchema> = { machines: machines.schema };
const sdls: Record<string, string> = { machines: machines.sdl };
for (const [name, { resolvers }] of Object.entries(OTHERS)) {
  sdls[name] = otherSdl(name);
  schemas[name] = buildSubgraphSchema([{ typeDefs: parse(otherSdl(name)), resolvers }] as Parameters<
    typeof buildSubgraphSchema
  >[0]);
}

function compose(): string {
  const { supergraphSdl, errors } = composeServices(
    Object.entries(sdls).map(([name, sdl]) => ({ name, url: 'http://in.invalid', typeDefs: parse(sdl) })),
  );
  if (supergraphSdl === undefined) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}

describe('a type-graphql schema as a subgraph', () => {
  const supergraphSdl = compose();
  /** The operations that were sent to our subgraph since the last `ask`. */
  const sent: string[] = [];
  let server: ApolloServer;

  beforeAll(async () => {
    const gateway = new ApolloGateway({
      supergraphSdl,
      buildService: ({ name }) => {
        const source = new LocalGraphQLDataSource(schemas[name]!);
        const process = source.process.bind(source);
        source.process = (options) => {
          if (name === 'machines') sent.push(String(options.request.query));
          return process(options);
        };
        return source;
      },
    });
    server = new ApolloServer({ gateway } as ConstructorParameters<typeof ApolloServer>[0]);
    await server.start();
  });
  afterAll(() => server.stop());

  async function ask(query: string): Promise<unknown> {
    sent.length = 0;
    const { body } = await server.executeOperation({ query });
    if (body.kind !== 'single') throw new Error('the answer came in parts');
    expect(body.singleResult.errors).toBeUndefined();
    return JSON.parse(JSON.stringify(body.singleResult.data));
  }

  it('is refused by composition if a directive breaks the rules, and by us if its coordinate does not exist', () => {
    const schema = buildSchema('type Query { a: A } type A { id: ID! }');
    const sdlWith = (directives: Record<string, string>) => subgraphOf(schema, { directives }).sdl;
    const errorsOf = (sdl: string) =>
      composeServices([{ name: 'a', url: 'http://in.invalid', typeDefs: parse(sdl) }]).errors?.map(String);
    expect(errorsOf(sdlWith({ A: '@key(fields: "nothing")' }))?.join()).toContain('nothing');
    expect(errorsOf(sdlWith({ A: '@key(fields: "id")' }))).toBeUndefined();
    expect(() => sdlWith({ 'A.none': '@shareable' })).toThrow('A.none');
  });

  it('answers as the subgraph library of Apollo does', () => {
    const library = buildSubgraphSchema(parse(machines.sdl));
    for (const name of ['_entities', '_service']) {
      const field = (schema: GraphQLSchema) => {
        const { args, type } = schema.getQueryType()!.getFields()[name]!;
        return [...args.map((each) => `${each.name}: ${each.type}`), String(type)];
      };
      expect(field(machines.schema)).toEqual(field(library));
    }
    for (const name of ['_Any', '_Entity', '_Service']) {
      expect(printType(machines.schema.getType(name)!)).toBe(printType(library.getType(name)!));
    }
  });

  it('is an entity by a simple key', async () => {
    expect(await ask('{ byId { maker } }')).toEqual({ byId: { maker: 'acme' } });
    expect(sent[0]).toContain('_entities');
  });

  it('is an entity by a key of several fields', async () => {
    expect(await ask('{ bySerial { id } }')).toEqual({ bySerial: { id: 'm1' } });
    expect(sent[0]).toContain('_entities');
  });

  it('is an entity by a key with a nested field', async () => {
    expect(await ask('{ byRack { id } }')).toEqual({ byRack: { id: 'm1' } });
    expect(sent[0]).toContain('_entities');
  });

  it('receives what a field requires, although it is external (@requires, @external)', async () => {
    expect(await ask('{ people { machinesPerYear } }')).toEqual({ people: [{ machinesPerYear: 4 }] });
  });

  it('answers an external field only where it provides it (@provides)', async () => {
    expect(await ask('{ machine { keeper { machinesKept } } }')).toEqual({
      machine: { keeper: { machinesKept: 7 } },
    });
    expect(await ask('{ people { machinesKept } }')).toEqual({ people: [{ machinesKept: 8 }] });
  });

  it('takes a field over from another subgraph (@override)', async () => {
    expect(await ask('{ byId { price } }')).toEqual({ byId: { price: 100 } });
  });

  it("adds a field to another subgraph's interface (@interfaceObject)", async () => {
    expect(await ask('{ depots { __typename city machines { serial } ... on Hall { gates } } }')).toEqual({
      depots: [{ __typename: 'Hall', city: 'Turin', machines: [{ serial: 's1' }], gates: 3 }],
    });
  });

  it('leaves inaccessible fields out of the API (@inaccessible) and shares types (@shareable)', async () => {
    expect(await ask('{ machine { size { height } } }')).toEqual({ machine: { size: { height: 2 } } });
    const { body } = await server.executeOperation({ query: '{ machine { size { weight } } }' });
    expect(body.kind === 'single' && body.singleResult.errors?.[0]?.message).toContain('weight');
  });

  it('carries tags and its own directives into the supergraph (@tag, @composeDirective, @link)', () => {
    expect(supergraphSdl).toContain('@tag(name: "purchasing")');
    expect(supergraphSdl).toMatch(/^type Machine\n(?: {2}@.*\n)* {2}@audited\(by: "accounting"\)$/m);
    expect(supergraphSdl).toContain(
      '@link(url: "https://machines.invalid/audited/v1.0", import: ["@audited"])',
    );
  });

  it('keeps internal values of enums, also as default values', async () => {
    expect(await ask('{ machine { state } }')).toEqual({ machine: { state: 'STOPPED' } });
    expect(await ask('{ machine(state: RUNNING) { state } }')).toEqual({ machine: null });
  });
});
