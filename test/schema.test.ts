import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DIALECTS } from '../src/gateway-dialects';
import {
  buildGatewaySchema,
  buildGatewaySubgraph,
  schemaDefinition,
} from '../src/graphql/server/gateway-schema';

const committed = (name: string) => readFileSync(join(__dirname, '..', 'schema', name), 'utf8').split('\n');

describe('the committed SDL', () => {
  it('is the schema that clients get; otherwise run "npm run schema" and review the change', () => {
    expect(schemaDefinition(buildGatewaySchema(DIALECTS)).split('\n')).toEqual(committed('schema.graphql'));
  });

  it('is the subgraph that supergraphs get; otherwise run "npm run schema" and review the change', () => {
    expect(buildGatewaySubgraph(DIALECTS).sdl.split('\n')).toEqual(committed('subgraph.graphql'));
  });

  it('says of every type who may read it', () => {
    const types = committed('schema.graphql').filter((line) => /^type /.test(line));
    const undecided = types.filter(
      (line) => !/ @(?:public|requiresPermission\(permission: \w+\)) \{$/.test(line),
    );
    // Each field of these says it for itself.
    expect(undecided).toEqual(['type Mutation {', 'type Query {']);
  });
});
