import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type AuditResult, auditServer } from 'graphql-http';
import { startTestGateway, type TestGateway } from '../support/gateway';

/**
 * What the audit of GraphQL over HTTP would like and we do not do, on purpose: an error in the request is 400 for clients
 * that accept application/json, too, because logs, proxies and people see it then.
 */
const EXPECTED_WARNINGS: Readonly<Record<string, string>> = {
  '572B': 'SHOULD use 200 status code on document parsing failure when accepting application/json',
  FDE2: 'SHOULD use 200 status code on document validation failure when accepting application/json',
  '7B9B': 'SHOULD use a status code of 200 on variable coercion failure when accepting application/json',
};
/** What a server may offer and we refuse: a GET that any page could make a browser send needs a header of its own. */
const EXPECTED_NOTICES: Readonly<Record<string, string>> = {
  '5A70': 'MAY accept application/x-www-form-urlencoded formatted GET requests',
  D6D5: 'MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/graphql-response+json',
  '6A70': 'MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/json',
};

function named(results: readonly AuditResult[], status: AuditResult['status']): Record<string, string> {
  return Object.fromEntries(
    results.filter((result) => result.status === status).map(({ id, name }) => [id, name]),
  );
}

describe('the audit of GraphQL over HTTP', () => {
  let gateway: TestGateway;
  let url: string;
  beforeAll(async () => {
    gateway = await startTestGateway();
    url = `http://127.0.0.1:${(await gateway.gateway.listen()).port}/graphql`;
  });
  afterAll(() => gateway.close());

  it('finds no error, and no warnings but the three that are meant', async () => {
    const results = await auditServer({ url });

    expect(results.length).toBeGreaterThanOrEqual(61);
    expect(named(results, 'error')).toEqual({});
    expect(named(results, 'warn')).toEqual(EXPECTED_WARNINGS);
    expect(named(results, 'notice')).toEqual(EXPECTED_NOTICES);
  });

  it('finds that GET is allowed when the request has a header that a foreign page cannot send', async () => {
    const withHeader: typeof fetch = (input, init) => {
      const headers = new Headers(init?.headers);
      headers.set('apollo-require-preflight', 'true');
      return fetch(input, { ...init, headers });
    };

    expect(named(await auditServer({ url, fetchFn: withHeader }), 'notice')).toEqual({});
  });
});

describe('the audit of a server that answers everything with 200 and no GraphQL', () => {
  let server: Server;
  beforeAll(async () => {
    server = createServer((request, response) => {
      request.resume();
      response.end('{}');
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  });
  afterAll(() => server.close());

  it('finds errors and more warnings', async () => {
    const { port } = server.address() as AddressInfo;
    const results = await auditServer({ url: `http://127.0.0.1:${port}/` });

    expect(named(results, 'error')).not.toEqual({});
    expect(Object.keys(named(results, 'warn')).length).toBeGreaterThan(Object.keys(EXPECTED_WARNINGS).length);
  });
});
