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
  it('is refused from every caller if none is configured and others can reach the port', () => {
    const credential = new GatewayCredential(undefined, false);
    expect([undefined, '', 'undefined', TOKEN].map((header) => credential.accepts(header))).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(new GatewayCredential(undefined, true).accepts(undefined)).toBe(true);
  });

  it('is accepted only as configured, on loopback too', () => {
    for (const isLoopback of [true, false]) {
      const credential = new GatewayCredential(TOKEN, isLoopback);
      const others = [undefined, '', `${TOKEN} `, TOKEN.slice(1), TOKEN.toUpperCase(), `Bearer ${TOKEN}`];
      expect(others.map((header) => credential.accepts(header))).toEqual(others.map(() => false));
      expect(credential.accepts([TOKEN, TOKEN])).toBe(false);
      expect(credential.accepts(TOKEN)).toBe(true);
    }
  });

  it('must have at least 32 characters', () => {
    expect(() => readConfig({ SECRETS_GATEWAY_FEDERATION_GATEWAY_TOKEN: 'short' })).toThrow(
      'SECRETS_GATEWAY_FEDERATION_GATEWAY_TOKEN',
    );
    expect(readConfig({ SECRETS_GATEWAY_FEDERATION_GATEWAY_TOKEN: TOKEN }).federationGatewayToken).toBe(
      TOKEN,
    );
  });
});

describe('federation', () => {
  it('is off where others can reach the port, unless its setting turns it on', () => {
    expect(readConfig({ SECRETS_GATEWAY_HOST: '0.0.0.0' }).federation).toBe(false);
    expect(readConfig({ SECRETS_GATEWAY_HOST: '0.0.0.0', SECRETS_GATEWAY_FEDERATION: 'on' }).federation).toBe(
      true,
    );
    expect(readConfig({}).federation).toBe(true);
    expect(readConfig({ SECRETS_GATEWAY_FEDERATION: 'off' }).federation).toBe(false);
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

  it('answers only the gateway, not even an owner, and aliases and fragments change nothing', async () => {
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

  it('answers no caller if others can reach the port and no credential is configured', async () => {
    const subgraph = await open({ isLoopback: false });
    const { errors } = await subgraph.ask(undefined, SERVICE, {}, { 'router-authorization': '' });
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('gives a gateway no other permission', async () => {
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

  it('returns the committed SDL', async () => {
    const subgraph = await open({});
    const { data } = await subgraph.ask(undefined, SERVICE);
    expect(data._service.sdl).toBe(readFileSync(join(ROOT, 'schema', 'subgraph.graphql'), 'utf8'));
  });

  it('returns no inline trace, even if a gateway asks for one', async () => {
    const trace = { 'apollo-federation-include-trace': 'ftv1' };
    const subgraph = await open({});
    const { text } = await subgraph.ask(undefined, SERVICE, {}, trace);
    expect(Object.keys(JSON.parse(text))).toEqual(['data']);

    const silent = { debug: jest.fn(), info: jest.fn(), warn: jest.fn(), error: jest.fn() };
    const usual = new ApolloServer({
      schema: subgraphOf(buildSchema('type Query { ping: Int }')).schema,
      logger: silent,
    });
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
