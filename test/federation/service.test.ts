import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApolloServer, HeaderMap } from '@apollo/server';
import { buildSchema } from 'graphql';
import { readConfig } from '../../src/config/config';
import { DIALECTS } from '../../src/gateway-dialects';
import { subgraphOf } from '../../src/graphql/federation/subgraph-schema';
import { GatewayCredential } from '../../src/graphql/request/gateway-credential';
import { buildGatewaySchema, buildGatewaySubgraph } from '../../src/graphql/server/gateway-schema';
import { createTemporaryFolder } from '../support/folder';
import { ROOT } from '../support/repository';
import { openTestSubgraph, type TestSubgraph, type TestSubgraphOptions } from './subgraph.fixture';

const SERVICE = '{ _service { sdl } }';
const TOKEN = 'the-credential-of-the-federation-gateway';

describe('the credential of a federation gateway', () => {
  it('admits nobody when none is configured and others can reach the port', () => {
    const credential = new GatewayCredential(undefined, false);
    expect([undefined, '', 'undefined', TOKEN].map((header) => credential.accepts(header))).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(new GatewayCredential(undefined, true).accepts(undefined)).toBe(true);
  });

  it('admits what was configured and nothing else, on loopback too', () => {
    for (const isLoopback of [true, false]) {
      const credential = new GatewayCredential(TOKEN, isLoopback);
      const others = [undefined, '', `${TOKEN} `, TOKEN.slice(1), TOKEN.toUpperCase(), `Bearer ${TOKEN}`];
      expect(others.map((header) => credential.accepts(header))).toEqual(others.map(() => false));
      expect(credential.accepts([TOKEN, TOKEN])).toBe(false);
      expect(credential.accepts(TOKEN)).toBe(true);
    }
  });

  it('is configured with at least 32 characters', () => {
    expect(() => readConfig({ FEDERATION_GATEWAY_TOKEN: 'short' })).toThrow('FEDERATION_GATEWAY_TOKEN');
    expect(readConfig({ FEDERATION_GATEWAY_TOKEN: TOKEN }).federationGatewayToken).toBe(TOKEN);
  });
});

describe('federation', () => {
  it('is off where others can reach the port, unless it is switched on by name', () => {
    expect(readConfig({ HOST: '0.0.0.0' }).federation).toBe(false);
    expect(readConfig({ HOST: '0.0.0.0', FEDERATION: 'on' }).federation).toBe(true);
    expect(readConfig({}).federation).toBe(true);
    expect(readConfig({ FEDERATION: 'off' }).federation).toBe(false);
  });

  it('is not in the client API', () => {
    const fields = Object.keys(buildGatewaySchema(DIALECTS).getQueryType()?.getFields() ?? {});
    expect(fields).not.toEqual(expect.arrayContaining(['_entities']));
    expect(fields).not.toEqual(expect.arrayContaining(['_service']));
    expect(Object.keys(buildGatewaySubgraph(DIALECTS).schema.getQueryType()?.getFields() ?? {})).toEqual(
      expect.arrayContaining([...fields, '_entities', '_service']),
    );
  });
});

describe('_service', () => {
  const folder = createTemporaryFolder('data');
  const opened: TestSubgraph[] = [];
  const open = async (options: TestSubgraphOptions) => {
    const subgraph = await openTestSubgraph(`sqlite:${join(folder.path, 'gateway.db')}`, options);
    opened.push(subgraph);
    return subgraph;
  };
  afterAll(async () => {
    await Promise.all(opened.map((each) => each.close()));
    folder.remove();
  });

  it('tells nobody but the gateway, not even an owner, and no alias or fragment helps', async () => {
    const subgraph = await open({ gatewayToken: TOKEN });
    const owner = await subgraph.owner();
    const queries = [
      SERVICE,
      '{ a: _service { sdl } }',
      '{ ...F } fragment F on Query { _service { ... on _Service { sdl } } }',
    ];
    for (const query of queries) {
      for (const caller of [undefined, owner]) {
        const { data, errors, text } = await subgraph.ask(caller, query, {}, { 'router-authorization': 'x' });
        expect(data).toBeNull();
        expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
        expect(text).not.toContain('type Secret');
      }
    }
    const { data } = await subgraph.ask(undefined, SERVICE, {}, { 'router-authorization': TOKEN });
    expect(data._service.sdl).toContain('type Secret');
  });

  it('tells nobody at all where others can reach the port and no credential is configured', async () => {
    const subgraph = await open({ isLoopback: false });
    const { errors } = await subgraph.ask(undefined, SERVICE, {}, { 'router-authorization': '' });
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('gives a gateway no right to see anything else', async () => {
    const subgraph = await open({ gatewayToken: TOKEN });
    const { organizationId } = await subgraph.owner();
    const { data, errors } = await subgraph.ask(
      undefined,
      'query ($id: ID!) { organization(id: $id) { name } }',
      { id: organizationId },
      { 'router-authorization': TOKEN },
    );
    expect(data?.organization ?? null).toBeNull();
    expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  it('answers the committed SDL', async () => {
    const subgraph = await open({});
    const { data } = await subgraph.ask(undefined, SERVICE);
    expect(data._service.sdl).toBe(readFileSync(join(ROOT, 'schema', 'subgraph.graphql'), 'utf8'));
  });

  it('traces nothing inline, whatever a gateway asks for', async () => {
    const trace = { 'apollo-federation-include-trace': 'ftv1' };
    const subgraph = await open({});
    const { text } = await subgraph.ask(undefined, SERVICE, {}, trace);
    expect(Object.keys(JSON.parse(text))).toEqual(['data']);

    const usual = new ApolloServer({ schema: subgraphOf(buildSchema('type Query { ping: Int }')).schema });
    await usual.start();
    const { body } = await usual.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: 'POST',
        headers: new HeaderMap(Object.entries({ ...trace, 'content-type': 'application/json' })),
        search: '',
        body: { query: '{ ping }' },
      },
      context: async () => ({}),
    });
    await usual.stop();
    expect(body.kind === 'complete' && body.string).toContain('ftv1');
  });
});
