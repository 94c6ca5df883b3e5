// Lints the SDL of standard input with the rules of the GraphQL ecosystem and prints what they find as JSON: a list of
// { rule, type, message }. In a process of its own, because the linter loads itself in ways that jest has not.
import { readFileSync } from 'node:fs';
import graphql from '@graphql-eslint/eslint-plugin';
import { ESLint } from 'eslint';

const sdl = readFileSync(0, 'utf8');

/** Types that are parts of something with an id, or answers of one moment: nobody could ask for one of them again. */
const WITHOUT_ID = {
  suffixes: ['Payload', 'Connection', 'Edge'],
  types: [
    'AuditDetail',
    'Consumption',
    'DialectRepresentation',
    'PageInfo',
    'PinnedClaim',
    'SealingKey',
    'SecretDialects',
    'UsePolicy',
    'WorkloadIdentity',
  ],
};

const eslint = new ESLint({
  cwd: import.meta.dirname,
  overrideConfigFile: true,
  overrideConfig: [
    {
      files: ['**/*.graphql'],
      languageOptions: {
        parser: graphql.parser,
        parserOptions: { graphQLConfig: { schema: sdl } },
      },
      plugins: { '@graphql-eslint': graphql },
      rules: {
        ...graphql.configs['flat/schema-recommended'].rules,
        ...graphql.configs['flat/schema-relay'].rules,
        '@graphql-eslint/strict-id-in-types': ['error', { exceptions: WITHOUT_ID }],
        // Lists that are no connections are short and bounded (permissions, hosts), and each connection has `nodes`, too.
        '@graphql-eslint/relay-edge-types': ['error', { listTypeCanWrapOnlyEdgeType: false }],
      },
    },
  ],
});
const [{ messages }] = await eslint.lintText(sdl, { filePath: 'schema.graphql' });
const lines = sdl.split('\n');
const typeAt = (line) =>
  lines
    .slice(0, line)
    .map((each) => /^(?:type|input|enum|interface|scalar|union|directive) @?(\w+)/.exec(each)?.[1])
    .filter((name) => name !== undefined)
    .at(-1);
process.stdout.write(
  JSON.stringify(
    messages.map(({ ruleId, message, line }) => ({ rule: ruleId, type: typeAt(line), message })),
  ),
);
