import 'reflect-metadata';
import { DirectiveLocation, GraphQLDirective, GraphQLSchema } from 'graphql';
import {
  Arg,
  buildSchemaSync,
  Directive,
  Field,
  FieldResolver,
  Float,
  ID,
  Int,
  ObjectType,
  Query,
  Resolver,
  Root,
  registerEnumType,
} from 'type-graphql';
import { type Subgraph, subgraphOf } from '../../src/graphql/federation/subgraph-schema';

// What Apollo's compatibility tests require of a subgraph library, as a small inventory of machines.

const State = { RUNNING: 'state-1', STOPPED: 'state-2' } as const;
registerEnumType(State, { name: 'MachineState' });

@Directive('@shareable')
@ObjectType()
class Size {
  @Field(() => Int) height!: number;
  @Directive('@inaccessible')
  @Field(() => Int)
  weight!: number;
}

@Directive('@shareable')
@ObjectType()
class Rack {
  @Field(() => ID) id!: string;
}

@Directive('@key(fields: "login")')
@ObjectType()
class Person {
  @Field(() => ID) login!: string;
  @Directive('@external')
  @Field(() => Int)
  machinesKept!: number;
  @Directive('@external')
  @Field(() => Int)
  years!: number;
}

@Directive('@key(fields: "id")')
@Directive('@key(fields: "serial maker")')
@Directive('@key(fields: "serial rack { id }")')
@Directive('@audited(by: "accounting")')
@ObjectType()
class Machine {
  @Field(() => ID) id!: string;
  @Field() serial!: string;
  @Directive('@tag(name: "purchasing")')
  @Field()
  maker!: string;
  @Field(() => Rack) rack!: Rack;
  @Field(() => Size) size!: Size;
  @Field(() => State) state!: string;
  @Directive('@override(from: "ledger")')
  @Field()
  price!: number;
  @Directive('@provides(fields: "machinesKept")')
  @Field(() => Person)
  keeper!: Person;
}

@Directive('@interfaceObject')
@Directive('@key(fields: "id")')
@ObjectType()
class Depot {
  @Field(() => ID) id!: string;
  @Field(() => [Machine]) machines!: Machine[];
}

const machines: Machine[] = [
  {
    id: 'm1',
    serial: 's1',
    maker: 'acme',
    rack: { id: 'r1' },
    size: { height: 2, weight: 30 },
    state: State.STOPPED,
    price: 100,
    keeper: { login: 'ada', machinesKept: 7, years: 0 },
  },
];

@Resolver(() => Machine)
class MachineResolver {
  @Query(() => Machine, { nullable: true })
  machine(@Arg('state', () => State, { defaultValue: State.STOPPED }) state: string): Machine | undefined {
    return machines.find((machine) => machine.state === state);
  }
}

@Resolver(() => Person)
class PersonResolver {
  @Directive('@requires(fields: "machinesKept years")')
  @FieldResolver(() => Float)
  machinesPerYear(@Root() { machinesKept, years }: Person): number {
    return machinesKept / years;
  }
}

type Representation = Partial<Machine> & { readonly __typename: string };

/** Finds what other subgraphs refer to, by the fields of the reference. */
const REFERRED: Readonly<Record<string, (representation: Representation) => object | undefined>> = {
  Machine: ({ id, serial, maker, rack }) =>
    machines.find(
      (each) =>
        each.id === id || (each.serial === serial && (each.maker === maker || each.rack.id === rack?.id)),
    ),
  Person: (person) => person,
  Depot: ({ id }) => ({ id, machines }),
};

function referred(representation: Representation): object | undefined {
  const { __typename } = representation;
  const found = REFERRED[__typename]?.(representation);
  return found && { ...found, __typename };
}

/** A subgraph of type-graphql classes, like the gateway's own. */
export function machineSubgraph(): Subgraph {
  const schema = buildSchemaSync({
    resolvers: [MachineResolver, PersonResolver],
    orphanedTypes: [Depot],
    validate: false,
  });
  const { directives, ...config } = schema.toConfig();
  const audited = new GraphQLDirective({
    name: 'audited',
    locations: [DirectiveLocation.OBJECT],
    args: { by: { type: schema.getType('String') as never } },
  });
  return subgraphOf(new GraphQLSchema({ ...config, directives: [...directives, audited] }), {
    schemaDirectives:
      '@link(url: "https://machines.invalid/audited/v1.0", import: ["@audited"]) @composeDirective(name: "@audited")',
    entities: {
      typeNames: Object.keys(REFERRED),
      resolve: (_, { representations }) => representations.map((each) => referred(each as Representation)),
      resolveType: ({ __typename }: { readonly __typename: string }) => __typename,
    },
  });
}

const LINK = `extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"]
)`;

/** The other subgraphs, each with its resolvers. */
export const OTHERS: Readonly<Record<string, { readonly sdl: string; readonly resolvers: object }>> = {
  'by-id': {
    sdl: `type Query { byId: Machine } type Machine @key(fields: "id", resolvable: false) { id: ID! }`,
    resolvers: { Query: { byId: () => ({ id: 'm1' }) } },
  },
  'by-serial': {
    sdl: `type Query { bySerial: Machine }
      type Machine @key(fields: "serial maker", resolvable: false) { serial: String! maker: String! }`,
    resolvers: { Query: { bySerial: () => ({ serial: 's1', maker: 'acme' }) } },
  },
  'by-rack': {
    sdl: `type Query { byRack: Machine } type Rack @shareable { id: ID! }
      type Machine @key(fields: "serial rack { id }", resolvable: false) { serial: String! rack: Rack! }`,
    resolvers: { Query: { byRack: () => ({ serial: 's1', rack: { id: 'r1' } }) } },
  },
  ledger: {
    sdl: `type Query { people: [Person!]! }
      type Machine @key(fields: "id") { id: ID! price: Float! }
      type Person @key(fields: "login") { login: ID! machinesKept: Int! @shareable years: Int! }`,
    resolvers: {
      Query: { people: () => [{ login: 'ada', machinesKept: 8, years: 2 }] },
      Machine: { __resolveReference: ({ id }: { id: string }) => ({ id, price: 1 }) },
      Person: { __resolveReference: () => ({ login: 'ada', machinesKept: 8, years: 2 }) },
    },
  },
  depots: {
    sdl: `type Query { depots: [Depot!]! }
      interface Depot @key(fields: "id") { id: ID! city: String! }
      type Hall implements Depot @key(fields: "id") { id: ID! city: String! gates: Int! }`,
    resolvers: {
      Query: { depots: () => [{ __typename: 'Hall', id: 'd1', city: 'Turin', gates: 3 }] },
      Depot: { __resolveReference: () => ({ __typename: 'Hall', id: 'd1', city: 'Turin', gates: 3 }) },
      Hall: { __resolveReference: () => ({ id: 'd1', city: 'Turin', gates: 3 }) },
    },
  },
};

/** The SDL of another subgraph, with its `@link`. */
export function otherSdl(name: string): string {
  return `${LINK}\n${OTHERS[name]?.sdl}`;
}
