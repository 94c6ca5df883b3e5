import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { composeServices } from '@apollo/composition';
import { type DocumentNode, parse } from 'graphql';
import { DIALECTS } from '../../src/gateway-dialects';
import { proveSupergraphMasked } from '../../src/graphql/federation/supergraph-proof';
import { buildGatewaySchema, buildGatewaySubgraph } from '../../src/graphql/server/gateway-schema';
import { ROOT } from '../support/repository';

const LINK = `extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.3"
  import: ["@key", "@external", "@override", "@provides", "@requires", "@shareable"]
)`;
const own = buildGatewaySchema(DIALECTS);
const ownSdl = buildGatewaySubgraph(DIALECTS).sdl;

function supergraphWith(other: string, changed: (sdl: string) => string = (sdl) => sdl): string {
  const subgraph = (name: string, typeDefs: DocumentNode) => ({
    name,
    url: `http://${name}.invalid`,
    typeDefs,
  });
  const { supergraphSdl, errors } = composeServices([
    subgraph('secrets', parse(changed(ownSdl))),
    subgraph('other', parse(`${LINK}\n${other}`)),
  ]);
  if (supergraphSdl === undefined) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}

const prove = (sdl: string) => () => proveSupergraphMasked(sdl, 'secrets', own);

describe('the proof that a supergraph returns only the mask fails if', () => {
  it.each([
    [
      'another subgraph takes the value over',
      'type Secret @key(fields: "id") { id: ID! value: SecretValue! @override(from: "secrets") } scalar SecretValue',
      'Secret.value',
    ],
    [
      'another subgraph answers a value of its own',
      'type Secret @key(fields: "id") { id: ID! previousValue: SecretValue! } scalar SecretValue',
      'Secret.previousValue',
    ],
    [
      'another subgraph adds a text that is named like a value',
      'type Secret @key(fields: "id") { id: ID! plaintext: String }',
      'Secret.plaintext',
    ],
    [
      'a type of its own has such a text',
      'type Query { exported: Export } type Export { plaintext: String! }',
      'Export.plaintext',
    ],
    [
      'another subgraph is given values',
      'type Query { copied(value: SecretValue!): String! } scalar SecretValue',
      'Query.copied',
    ],
    [
      'another subgraph is given values inside of an input',
      'type Query { copied(with: [Copy!]!): Boolean } input Copy { inner: Copy text: SecretValue } scalar SecretValue',
      'Query.copied',
    ],
    [
      'another subgraph reads the value for a field of its own',
      'type Secret @key(fields: "id") { id: ID! value: SecretValue! @external shown: String @requires(fields: "value") } scalar SecretValue',
      'Secret.value',
    ],
  ])('%s', (_, other, position) => {
    expect(prove(supergraphWith(other))).toThrow(`These fields could return a secret value: ${position}`);
  });

  it('another subgraph shares the value with us', () => {
    const shared = supergraphWith(
      'type Secret @key(fields: "id") { id: ID! value: SecretValue! @shareable } scalar SecretValue',
      (sdl) => sdl.replaceAll('value: SecretValue!\n', 'value: SecretValue! @shareable\n'),
    );
    expect(prove(shared)).toThrow('Secret.value');
  });

  it('our subgraph answers a position that is not in our schema', () => {
    const forged = supergraphWith('type Query { ping: Boolean }', (sdl) =>
      sdl.replace('type SealingKey @public {', 'type SealingKey @public {\n  openingKeyText: String'),
    );
    expect(prove(forged)).toThrow('SealingKey.openingKeyText');
  });

  it('our subgraph answers with another type than the one in our schema', () => {
    const forged = supergraphWith('type Query { ping: Boolean }', (sdl) =>
      sdl.replaceAll('value: SecretValue!\n', 'value: String!\n'),
    );
    expect(prove(forged)).toThrow('Secret.value');
  });

  it('the supergraph does not have our subgraph', () => {
    const sdl = supergraphWith('type Query { ping: Boolean }');
    expect(() => proveSupergraphMasked(sdl, 'other', own)).toThrow('Secret.value');
    expect(() => proveSupergraphMasked(sdl, 'nobody', own)).toThrow('"nobody"');
  });
});

describe('the proof holds', () => {
  it('for the supergraph of the example, which is the committed one', () => {
    const file = (name: string) => readFileSync(join(ROOT, 'examples', 'federation', name), 'utf8');
    const { supergraphSdl } = composeServices([
      { name: 'secrets', url: 'http://127.0.0.1:4000/graphql', typeDefs: parse(ownSdl) },
      {
        name: 'deployments',
        url: 'http://127.0.0.1:4002/graphql',
        typeDefs: parse(file('deployments.graphql')),
      },
    ]);
    expect(file('supergraph.graphql')).toBe(`${supergraphSdl?.trim()}\n`);
    expect(prove(file('supergraph.graphql'))).not.toThrow();
  });

  it('when another subgraph reads and extends the metadata of secrets', () => {
    const other = `
      type Query { services: [Service!]! }
      type Service { secrets: [Secret]! }
      type Secret @key(fields: "id") {
        id: ID!
        name: String! @external
        version: Int! @external
        label: String @requires(fields: "name version")
      }`;
    expect(prove(supergraphWith(other))).not.toThrow();
  });
});
