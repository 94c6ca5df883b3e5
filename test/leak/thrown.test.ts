import { Sealer } from '../../src/crypto/seal';
import { Metrics } from '../../src/http/metrics';
import { AuthenticationService } from '../../src/services/authentication.service';
import { DirectoryQueries } from '../../src/services/directory.queries';
import { SecretQueries } from '../../src/services/secret.queries';
import { SecretService } from '../../src/services/secret.service';
import { Database } from '../../src/storage/database';
import { AuditStore } from '../../src/storage/stores/audit.store';
import { SecretStore } from '../../src/storage/stores/secret.store';
import { SecretVersionStore } from '../../src/storage/stores/secret-version.store';
import { type Canary, newCanary } from '../support/canary';
import { CanaryWatch } from '../support/canary-watch';
import { type Answer, startTestGateway, type TestGateway } from '../support/gateway';
import { CREATE, DELETE, readsOf } from './everyday-operations';
import { graphqlRequest } from './exchange';
import { printedBy } from './printed';
import { THROWN } from './thrown-things';
import { startWeakGateway } from './weak-gateway';

let gateway: TestGateway;
let secretId: string;

beforeAll(async () => {
  gateway = await startTestGateway();
  secretId = (await gateway.data(CREATE, input('THERE', 'something'))).createSecret.secret.id;
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => gateway.close());

const input = (name: string, value: string) => ({
  input: { organizationId: gateway.organizationId, name, value },
});

/** What was logged and printed while `work` ran. */
async function during<Result>(
  work: () => Promise<Result>,
): Promise<{ result: Result; lines: readonly string[] }> {
  const logged = gateway.lines.length;
  const { result, printed } = await printedBy(work);
  return { result, lines: [...gateway.lines.slice(logged), printed] };
}

function watch(canary: Canary, { status, headers, text }: Answer, lines: readonly string[]): CanaryWatch {
  return new CanaryWatch(canary)
    .addResponse('reply', { status, headers, body: text })
    .add('log', lines.join(''));
}

/** The incident that the client is told is the one that the log has, once, and says where it was thrown. */
function expectIncident({ body }: Answer, lines: readonly string[]): void {
  const [error] = body.errors;
  expect(error).toMatchObject({ message: 'Internal error.', extensions: { code: 'INTERNAL_SERVER_ERROR' } });
  const { incidentId } = error.extensions;
  expect(incidentId).toMatch(/^[0-9a-f-]{36}$/);
  const told = lines.filter((line) => line.includes(incidentId));
  expect(told.map((line) => JSON.parse(line))).toMatchObject([{ level: 'error', event: 'unexpected error' }]);
}

describe('a service that throws', () => {
  it.each(THROWN)('%s: the client is told of an incident, and nobody what it holds', async (_title, make) => {
    const canary = newCanary();
    jest.spyOn(SecretService.prototype, 'create').mockImplementation(async () => {
      throw make(canary.text);
    });
    const { result, lines } = await during(() => gateway.graphql(CREATE, input('THROWN', canary.text)));

    watch(canary, result, lines).expectUnseen();
    expectIncident(result, lines);
  });
});

/** Places below the faces, and the operation that reaches each. */
const PLACES: readonly [string, object, string, () => Promise<Answer>][] = [
  ['a service that reads', DirectoryQueries.prototype, 'organizationPage', () => list()],
  ['a loader', SecretQueries.prototype, 'find', () => read(0)],
  ['a loader of pages', SecretQueries.prototype, 'pages', () => read(2)],
  ['a loader of fields', DirectoryQueries.prototype, 'profiles', () => members()],
  ['the look-up of a subject', DirectoryQueries.prototype, 'organizationOf', () => remove()],
  ['the sealing', Sealer.prototype, 'seal', () => write()],
  ['a store that writes', SecretStore.prototype, 'insert', () => write()],
  ['the store of envelopes', SecretVersionStore.prototype, 'insert', () => write()],
  ['the store of the audit log', AuditStore.prototype, 'append', () => write()],
  ['the transaction', Database.prototype, 'unitOfWork', () => write()],
  ['the authentication', AuthenticationService.prototype, 'ofToken', () => read(0)],
];

let canary: Canary;
const write = () => gateway.graphql(CREATE, input('PLACED', canary.text));
const remove = () => gateway.graphql(DELETE, { input: { id: 'secret-01kaqn2yb37vdq3w6a3kkb0000' } });
const members = async () => {
  await gateway.makeCaller('MEMBER');
  return gateway.graphql(
    'query ($id: ID!) { organization(id: $id) { members { nodes { principal { name } } } } }',
    {
      id: gateway.organizationId,
    },
  );
};
const list = () => gateway.graphql('{ organizations { nodes { id } } }');
const read = (index: number) => {
  const { query, variables } = readsOf(gateway.organizationId, secretId)[index]!;
  return gateway.graphql(query, variables);
};

describe.each([
  [
    'throws',
    (error: unknown) => () => {
      throw error;
    },
  ],
  ['rejects', (error: unknown) => () => Promise.reject(error)],
])('what %s', (_how, failing) => {
  it.each(PLACES)(
    'in %s tells the client of an incident and nobody more',
    async (_title, holder, method, ask) => {
      canary = newCanary();
      const { text } = canary;
      const error = Object.assign(new Error(text, { cause: text }), { [text]: text, parameters: [text] });
      jest.spyOn(holder as never, method as never).mockImplementation(failing(error) as never);
      const { result, lines } = await during(ask);

      watch(canary, result, lines).expectUnseen();
      expectIncident(result, lines);
      jest.restoreAllMocks();
      expect(await gateway.data('{ viewer { id } }')).toBeDefined();
    },
  );
});

describe('what throws around the operation', () => {
  it.each([
    ['the plugin that counts operations', 'operationAnswered'],
    ['the hook that counts requests', 'requestAnswered'],
  ] as const)('in %s gives nothing away', async (_title, method) => {
    canary = newCanary();
    jest.spyOn(Metrics.prototype, method).mockImplementation(() => {
      throw new Error(canary.text, { cause: canary.text });
    });
    const { result, lines } = await during(write);

    watch(canary, result, lines).expectUnseen();
  });

  it.each([
    ['the readiness', Database.prototype, 'isReady', '/health/ready'],
    ['the metrics', Metrics.prototype, 'text', '/metrics'],
  ] as const)('in %s gives nothing away', async (_title, holder, method, url) => {
    canary = newCanary();
    jest.spyOn(holder as never, method as never).mockRejectedValue(new Error(canary.text) as never);
    const { result, lines } = await during(() => gateway.gateway.app.inject({ url }));
    const answer = {
      status: result.statusCode,
      headers: result.headers,
      text: result.body,
      body: result.json(),
    };

    watch(canary, answer, lines).expectUnseen();
    expectIncident(answer, lines);
  });
});

describe('the control', () => {
  it('what is thrown is seen where somebody prints it', async () => {
    for (const [title, make] of THROWN.slice(0, 5)) {
      canary = newCanary();
      const { lines } = await during(async () => console.error(make(canary.text)));
      expect([title, new CanaryWatch(canary).add('log', lines.join('')).sightings().length]).toEqual([
        title,
        1,
      ]);
    }
  });

  it('and in the reply of a gateway without our formatter', async () => {
    canary = newCanary();
    const weak = await startWeakGateway();
    const { status, headers, body } = await weak.send(graphqlRequest(DELETE, { input: { id: canary.text } }));
    await weak.close();

    const sightings = new CanaryWatch(canary).addResponse('reply', { status, headers, body }).sightings();
    expect(sightings.map(({ location }) => location)).toEqual(['reply: body']);
  });
});
