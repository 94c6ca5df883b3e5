import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCHEMA_FILE } from './relay-project';

interface Finding {
  /** The linter's name of the rule; null when the SDL cannot be read. */
  readonly rule: string | null;
  readonly type?: string;
  readonly message: string;
}

/**
 * What a consumer may use and why is computed from both ends: no row, and so no node to ask for again. A deleted secret is no
 * node until it is restored.
 */
const MEANT: readonly Omit<Finding, 'message'>[] = [
  { rule: '@graphql-eslint/relay-edge-types', type: 'ConsumptionEdge' },
  { rule: '@graphql-eslint/strict-id-in-types', type: 'DeletedSecret' },
  { rule: '@graphql-eslint/relay-edge-types', type: 'DeletedSecretEdge' },
];

function findings(sdl: string): readonly Finding[] {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(__dirname, 'schema-lint.mjs')], {
    input: sdl,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

const sdl = readFileSync(SCHEMA_FILE, 'utf8');

const FAULTS: readonly (readonly [string, string | RegExp, string, string])[] = [
  [
    'a type without a description',
    '"""One immutable, sealed value of a secret."""\n',
    '',
    'require-description',
  ],
  ['a field in another case', '  updatedAt: DateTime!', '  updated_at: DateTime!', 'naming-convention'],
  ['a type without an id', /^ {2}id: ID!$/m, '  number: Int!', 'strict-id-in-types'],
  ['a connection without page info', '  pageInfo: PageInfo!', '  page: PageInfo!', 'relay-connection-types'],
  ['a cursor that is a number', '  cursor: String!', '  cursor: Int!', 'relay-edge-types'],
  ['page info without its end', '  endCursor: String', '  end: String', 'relay-page-info'],
  ['a list without after', /^ {4}after: String$/m, '    behind: String', 'relay-arguments'],
];

describe('the schema linter', () => {
  let found: readonly (string | null)[];
  beforeAll(() => {
    const broken = FAULTS.reduce((text, [fault, rule, replacement]) => {
      const changed = text.replace(rule, replacement);
      if (changed === text) throw new Error(`the schema has no place for ${fault}`);
      return changed;
    }, sdl);
    found = findings(broken).map(({ rule }) => rule);
  });

  it.each(FAULTS)('finds %s', (_fault, _rule, _replacement, name) => {
    expect(found).toContain(`@graphql-eslint/${name}`);
  });

  it('finds nothing in the schema but what is meant', () => {
    expect(findings(sdl).map(({ rule, type }) => ({ rule, type }))).toEqual(MEANT);
  });
});
