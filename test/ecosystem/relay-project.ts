import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildSchema, type GraphQLSchema, getNamedType, isObjectType } from 'graphql';
import { ROOT } from '../support/repository';

const COMPILER = join(dirname(require.resolve('relay-compiler/package.json')), 'cli.js');
export const SCHEMA_FILE = join(ROOT, 'schema', 'schema.graphql');

/** A field that is a connection, as `Organization.secrets`. */
export interface ConnectionField {
  readonly type: string;
  readonly field: string;
}

/** What the compiler said, and the text of each query that it would have a client send, by the query's name. */
export interface Compiled {
  readonly exitCode: number | null;
  readonly output: string;
  readonly queries: ReadonlyMap<string, string>;
}

/** Every field of the schema whose type is a connection. */
export function connectionFields(schema: GraphQLSchema): readonly ConnectionField[] {
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) =>
      Object.values(type.getFields())
        .filter((field) => getNamedType(field.type).name.endsWith('Connection'))
        .map((field) => ({ type: type.name, field: field.name })),
    );
}

/** The schema that the repository has. */
export function committedSchema(): GraphQLSchema {
  return buildSchema(readFileSync(SCHEMA_FILE, 'utf8'));
}

/** The name of the query by which Relay would read further pages. */
export function queryName({ type, field }: ConnectionField): string {
  return `${moduleName({ type, field })}Query`;
}

/** What a client of Relay writes to page through a list, in both directions. */
export function pagingFragments(connection: ConnectionField): string {
  const { type, field } = connection;
  const module = moduleName(connection);
  return `
    fragment ${module}_forward on ${type}
      @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" })
      @refetchable(queryName: "${queryName(connection)}") {
      ${field}(first: $count, after: $cursor) @connection(key: "${module}_${field}") {
        totalCount
        edges { node { __typename } }
      }
    }
    fragment ${module}_backward on ${type}
      @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" })
      @refetchable(queryName: "${module}BackwardQuery") {
      ${field}(last: $count, before: $cursor) @connection(key: "${module}_backward_${field}") {
        edges { node { __typename } }
      }
    }`;
}

function moduleName({ type, field }: ConnectionField): string {
  return `${type}${field.charAt(0).toUpperCase()}${field.slice(1)}`;
}

/** Compiles documents, one a module, against a schema in an otherwise empty folder. Nothing is fetched. */
export function compileRelay(
  folder: string,
  documents: ReadonlyMap<string, string>,
  schemaFile = SCHEMA_FILE,
): Compiled {
  const generated = join(folder, 'generated');
  mkdirSync(generated, { recursive: true });
  cpSync(schemaFile, join(folder, 'schema.graphql'));
  for (const [module, document] of documents) {
    writeFileSync(join(folder, `${module}.js`), `graphql\`${document}\`;\n`);
  }
  const config = {
    src: '.',
    schema: 'schema.graphql',
    language: 'javascript',
    artifactDirectory: 'generated',
  };
  writeFileSync(join(folder, 'relay.config.json'), JSON.stringify({ ...config, excludes: ['generated/**'] }));
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMPILER, 'relay.config.json'], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { exitCode: status, output: `${stdout}${stderr}`, queries: queriesIn(generated) };
}

/** The documents for all connections of a schema. */
export function pagingDocuments(connections: readonly ConnectionField[]): ReadonlyMap<string, string> {
  return new Map(connections.map((each) => [moduleName(each), pagingFragments(each)]));
}

function queriesIn(folder: string): ReadonlyMap<string, string> {
  const queries = new Map<string, string>();
  for (const file of readdirSync(folder)) {
    const text = /^ +"text": (".*")$/m.exec(readFileSync(join(folder, file), 'utf8'))?.[1];
    if (text !== undefined) queries.set(file.replace('.graphql.js', ''), JSON.parse(text) as string);
  }
  return queries;
}
