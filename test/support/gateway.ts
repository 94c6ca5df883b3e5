import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type Config, readConfig } from '../../src/config/config';
import type { Environment } from '../../src/config/setting';
import type { BuiltInRole, Permission } from '../../src/core/permission';
import { publicHalf } from '../../src/crypto/open/opening-key-pair';
import { formatSealingKeys } from '../../src/crypto/sealing-key';
import { createGateway, type Gateway } from '../../src/gateway';
import { Log } from '../../src/log';
import { OWNER_TOKEN, operatorOf, testOpeningKey } from './backend';
import type { TestDatabase } from './databases';
import { createTemporaryFolder } from './folder';

const AUDIT_KEY = `audit-key-1 ${createHash('sha256').update('test only audit').digest('base64url')}`;
/** The name of {@link testOpeningKey} that opens what a gateway of tests has sealed. */
const GATEWAY_KEY = 'backend';

/** How to start a {@link TestGateway}. */
export interface TestGatewayOptions {
  /** Where to keep things: the database of the block, or a SQLite file in a folder of its own when left out. */
  readonly database?: Pick<TestDatabase, 'url' | 'dataFolder'>;
  /** Configuration that differs from: loopback, free port, no playground, log level debug. */
  readonly environment?: Environment;
}

/** An answer of GraphQL. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  /** The body byte for byte. */
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests select what they asked for.
  readonly body: any;
}

/** A request to GraphQL. */
export interface GraphQLRequest {
  readonly query?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
  /** The owner's when left out; null for an anonymous request. */
  readonly token?: string | null;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
}

/** A service user that signed in nowhere yet: everything about it came over HTTP. */
export interface TestCaller {
  readonly token: string;
  readonly tokenId: string;
  readonly principalId: string;
  readonly membershipId: string;
  readonly roleId: string;
}

/** A gateway that answers without a port, on keys and a first owner that every test knows. */
export interface TestGateway {
  readonly gateway: Gateway;
  readonly config: Config;
  readonly ownerToken: string;
  /** The organization `default`. */
  readonly organizationId: string;
  /** Every log line so far. */
  readonly lines: readonly string[];
  send(request: GraphQLRequest): Promise<Answer>;
  /** @param token the owner's when left out; null for an anonymous request. */
  graphql(
    query: string,
    variables?: Readonly<Record<string, unknown>>,
    token?: string | null,
  ): Promise<Answer>;
  /** The data of an operation that has to succeed; throws with the errors otherwise. */
  // biome-ignore lint/suspicious/noExplicitAny: tests select what they asked for.
  data(query: string, variables?: Readonly<Record<string, unknown>>, token?: string | null): Promise<any>;
  /** A new service user with a built-in role, or a role of its own with just these permissions. */
  makeCaller(
    role: BuiltInRole | readonly Permission[],
    options?: {
      readonly organizationId?: string;
      readonly mayCreateOrganizations?: boolean;
      readonly tokenExpiresAt?: Date;
    },
  ): Promise<TestCaller>;
  /** A new organization with one member, its owner; the first owner belongs to it, too. */
  makeOrganization(): Promise<{
    readonly organizationId: string;
    readonly slug: string;
    readonly owner: TestCaller;
  }>;
  close(): Promise<void>;
}

/** Starts a gateway; the first one on a database sets it up. Several may be on one database at once. */
export async function startTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const folder = options.database === undefined ? createTemporaryFolder('gateway') : undefined;
  const dataDir = options.database?.dataFolder() ?? folder!.path;
  const config = readConfig({
    SECRETS_GATEWAY_DATA_DIR: dataDir,
    SECRETS_GATEWAY_DATABASE_URL: options.database?.url() ?? `sqlite:${join(dataDir, 'gateway.db')}`,
    SECRETS_GATEWAY_SEALING_KEY: formatSealingKeys([await publicHalf(testOpeningKey(GATEWAY_KEY))]),
    SECRETS_GATEWAY_AUDIT_KEY: AUDIT_KEY,
    SECRETS_GATEWAY_BOOTSTRAP_TOKEN: OWNER_TOKEN,
    SECRETS_GATEWAY_PORT: '0',
    SECRETS_GATEWAY_PLAYGROUND: 'off',
    SECRETS_GATEWAY_LOG_LEVEL: 'debug',
    ...options.environment,
  });
  const lines: string[] = [];
  const gateway = await createGateway(config, new Log('debug', (line) => lines.push(line)));
  const send = async (request: GraphQLRequest): Promise<Answer> => {
    const { token = OWNER_TOKEN, method = 'POST' } = request;
    const parameters = Object.fromEntries(
      (['query', 'variables', 'operationName'] as const).flatMap((name) =>
        request[name] === undefined ? [] : [[name, request[name]]],
      ),
    );
    const reply = await gateway.app.inject({
      method,
      url: '/graphql',
      headers: {
        ...(token !== null && { authorization: `Bearer ${token}` }),
        ...(method === 'GET' && { 'apollo-require-preflight': 'true' }),
        ...request.headers,
      },
      ...(method === 'GET' ? { query: inUrl(parameters) } : { payload: parameters }),
    });
    return { status: reply.statusCode, headers: reply.headers, text: reply.body, body: parsed(reply.body) };
  };
  const graphql: TestGateway['graphql'] = (query, variables, token = OWNER_TOKEN) =>
    send({ query, token, ...(variables !== undefined && { variables }) });
  const data: TestGateway['data'] = async (query, variables, token) => {
    const { status, text, body } = await graphql(query, variables, token);
    if (status !== 200 || body?.errors !== undefined) throw new Error(`${status}: ${text}`);
    return body.data;
  };
  let made = 0;
  const unused = (noun: string) => `${noun}-${process.hrtime.bigint().toString(36)}-${++made}`;
  const makeCaller: TestGateway['makeCaller'] = async (role, given = {}) => {
    const { organizationId = ownOrganizationId, mayCreateOrganizations = false, tokenExpiresAt } = given;
    const roleId =
      typeof role === 'string'
        ? await builtInRoleId(data, organizationId, role)
        : (await data(CREATE_ROLE, { input: { organizationId, name: unused('role'), permissions: role } }))
            .createRole.role.id;
    // By the operator: a token that somebody else makes has no personal secrets within reach.
    const permit = operatorOf(organizationId).permit('MANAGE_SERVICE_USERS');
    const { serviceUser, issued } = await gateway.services.serviceUsers.create(permit, {
      name: unused('service'),
      roleId,
      mayCreateOrganizations,
      tokenExpiresAt,
    });
    const membership = await gateway.services.directory.memberOf(permit, serviceUser.id);
    return {
      token: issued.text,
      tokenId: issued.token.id,
      principalId: serviceUser.id,
      membershipId: membership!.id,
      roleId,
    };
  };
  const ownOrganizationId: string = (await data('{ organization(slug: "default") { id } }')).organization.id;
  return {
    gateway,
    config,
    lines,
    ownerToken: OWNER_TOKEN,
    organizationId: ownOrganizationId,
    send,
    graphql,
    data,
    makeCaller,
    makeOrganization: async () => {
      const slug = unused('org');
      const { id } = (await data(CREATE_ORGANIZATION, { input: { slug, name: slug } })).createOrganization
        .organization;
      return { organizationId: id, slug, owner: await makeCaller('OWNER', { organizationId: id }) };
    },
    close: async () => {
      await gateway.close();
      folder?.remove();
    },
  };
}

/** A body or a text in it without what differs from request to request. */
export function withoutRequestIds({ status, headers, text }: Answer): string {
  const { 'x-request-id': requestId, date: _date, ...others } = headers;
  const body = typeof requestId === 'string' ? text.replaceAll(requestId, 'request-id') : text;
  return JSON.stringify({ status, headers: others, body });
}

const CREATE_ROLE = 'mutation ($input: CreateRoleInput!) { createRole(input: $input) { role { id } } }';
const CREATE_ORGANIZATION =
  'mutation ($input: CreateOrganizationInput!) { createOrganization(input: $input) { organization { id } } }';

async function builtInRoleId(
  data: TestGateway['data'],
  organizationId: string,
  name: BuiltInRole,
): Promise<string> {
  const { organization } = await data(
    'query ($id: ID!) { organization(id: $id) { roles(first: 200) { nodes { id name isBuiltIn } } } }',
    { id: organizationId },
  );
  const roles: { id: string; name: string; isBuiltIn: boolean }[] = organization.roles.nodes;
  return roles.find((role) => role.isBuiltIn && role.name === name)!.id;
}

function inUrl(parameters: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
