import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import { fieldRule } from '../../../src/graphql/guard/guard';
import type { RequestContext } from '../../../src/graphql/request/request-context';
import { MUTATION_RECIPES } from './guard-recipes';
import type { GuardWorld } from './guard-world';

/** A row of the matrix: a field and an operation that reaches it. */
export interface MatrixRow {
  /** `Type.field`, with `/variant` where there are several ways to call it. */
  readonly name: string;
  /** The guard of the field in the SDL. */
  readonly rule: string;
  /** The selection of the query that reaches the field; absent for a mutation. */
  readonly selection?: (world: GuardWorld) => string;
  /** Creates the operation and its variables for one caller. */
  readonly operation: (world: GuardWorld, unused: string) => Promise<{ query: string; variables: object }>;
  /** The keys that lead to the field in `data`. */
  readonly path: readonly string[];
}

/** The required arguments of fields. */
const ARGUMENTS: Readonly<Record<string, (world: GuardWorld) => string>> = {
  'Query.node': ({ subjects }) => `(id: "${subjects.Secret}")`,
  'Query.nodes': ({ subjects }) => `(ids: ["${subjects.Secret}"])`,
  'Query.organization': ({ organizationId }) => `(id: "${organizationId}")`,
  'Query.secret': ({ subjects }) => `(id: "${subjects.Secret}")`,
  'Organization.secret': () => '(name: "organizations")',
  'Organization.dialectsForName': () => '(name: "API_KEY")',
};

/** How to reach an object of a type: the text before and after its selection, and the keys of its path. */
interface Door {
  readonly before: (world: GuardWorld, name: string) => string;
  readonly after: string;
  readonly path: readonly string[];
}

/**
 * The rows for every field of every object type.
 *
 * @throws Error that names what has no recipe: a mutation, a field with required arguments, or a type that nothing
 * leads to.
 */
export function matrixRows(schema: GraphQLSchema, subjectTypes: ReadonlySet<string>): readonly MatrixRow[] {
  const types = Object.values(schema.getTypeMap())
    .filter((type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const doors = doorsOf(schema, types, subjectTypes);
  const mutation = schema.getMutationType();
  const missing: string[] = [];
  const rows: MatrixRow[] = [];
  for (const type of types) {
    for (const field of sortedFields(type)) {
      const name = `${type.name}.${field.name}`;
      const rule = ruleOf(type, field);
      if (type === mutation) {
        const variants = variantsOf(field.name);
        if (variants.length === 0) missing.push(`${name}: add it to MUTATION_RECIPES`);
        for (const variant of variants)
          rows.push(mutationRow(`Mutation.${variant}`, rule, field, variant, '__typename', []));
        continue;
      }
      const maker = makerOf(schema, type);
      const [variant] = maker === undefined ? [] : variantsOf(maker.name);
      const door = doors.get(type.name);
      const needsArguments = field.args.some(isRequiredArgument) && ARGUMENTS[name] === undefined;
      if (needsArguments) missing.push(`${name}: add it to ARGUMENTS`);
      else if (maker !== undefined && variant !== undefined) {
        const selection = `${field.name}${selectionOf(field)}`;
        rows.push(mutationRow(name, rule, maker, variant, selection, [field.name]));
      } else if (door !== undefined) rows.push(doorRow(name, rule, field, door));
      else if (maker === undefined) missing.push(`${name}: nothing leads to ${type.name}; add a subject`);
    }
  }
  if (missing.length > 0) throw new Error(`fields without a recipe:\n${missing.join('\n')}`);
  return rows;
}

function doorsOf(
  schema: GraphQLSchema,
  types: readonly GraphQLObjectType[],
  subjectTypes: ReadonlySet<string>,
): ReadonlyMap<string, Door> {
  const query = schema.getQueryType()!;
  const doors = new Map<string, Door>([[query.name, { before: () => '', after: '', path: [] }]]);
  const open: GraphQLObjectType[] = [query];
  // An organization comes first, so that lists are reached through it.
  for (const type of [...types].sort(
    (a, b) => Number(b.name === 'Organization') - Number(a.name === 'Organization'),
  )) {
    if (!subjectTypes.has(type.name)) continue;
    const subjectOf = ({ subjects }: GuardWorld, name: string) => subjects[name] ?? subjects[type.name];
    doors.set(type.name, {
      before: (world, name) => `node(id: "${subjectOf(world, name)}") { ... on ${type.name} {`,
      after: '} }',
      path: ['node'],
    });
    open.unshift(type);
  }
  open.sort((a, b) => Number(b.name === 'Organization') - Number(a.name === 'Organization'));
  for (let type = open.shift(); type !== undefined; type = open.shift()) {
    const door = doors.get(type.name)!;
    for (const field of sortedFields(type)) {
      const named = getNamedType(field.type);
      if (!isObjectType(named) || doors.has(named.name) || field.args.some(isRequiredArgument)) continue;
      doors.set(named.name, {
        before: (world, name) => `${door.before(world, name)} ${field.name} {`,
        after: `} ${door.after}`,
        path: [...door.path, field.name, ...(isList(field) ? ['0'] : [])],
      });
      open.push(named);
    }
  }
  return doors;
}

function doorRow(name: string, rule: string, field: Field, door: Door): MatrixRow {
  const selection = (world: GuardWorld) => {
    const own = `${field.name}${ARGUMENTS[name]?.(world) ?? ''}${selectionOf(field)}`;
    return `${door.before(world, name)} ${own} ${door.after}`.trim();
  };
  return {
    name,
    rule,
    selection,
    operation: async (world) => ({ query: `{ ${selection(world)} }`, variables: {} }),
    path: [...door.path, field.name, ...(isList(field) ? ['0'] : [])],
  };
}

function mutationRow(
  name: string,
  rule: string,
  { name: called, args }: Field,
  variant: string,
  selection: string,
  path: readonly string[],
): MatrixRow {
  return {
    name,
    rule,
    operation: async (world, unused) => ({
      query: `mutation ($input: ${args[0]!.type}) { ${called}(input: $input) { ${selection} } }`,
      variables: { input: await MUTATION_RECIPES[variant]!(world, unused) },
    }),
    path: [called, ...path],
  };
}

type Field = GraphQLField<unknown, RequestContext>;

function sortedFields(type: GraphQLObjectType): readonly Field[] {
  return Object.values(type.getFields()).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function variantsOf(mutation: string): readonly string[] {
  return Object.keys(MUTATION_RECIPES).filter((key) => key.split('/')[0] === mutation);
}

/** The mutation whose payload the type is. */
function makerOf(schema: GraphQLSchema, type: GraphQLObjectType): Field | undefined {
  const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});
  return mutations.find((field) => getNamedType(field.type) === type);
}

function selectionOf(field: Field): string {
  return isLeafType(getNamedType(field.type)) ? '' : ' { __typename }';
}

function isList({ type }: Field): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}

function ruleOf(type: GraphQLObjectType, field: Field): string {
  const rule = fieldRule(type, field);
  if (rule === undefined) return 'none';
  return rule.kind === 'guarded' ? rule.permission : `@${rule.kind}`;
}
