import { newCanary } from '../support/canary';
import { CanaryWatch } from '../support/canary-watch';
import { describeOnEachDatabase } from '../support/databases';
import { CREATE } from './everyday-operations';
import { exchange, type Reply } from './exchange';
import { type GatewayProcess, startGatewayProcess } from './gateway.process';
import { WRONG_BODIES } from './malformed-bodies';
import { WRONG_DOCUMENTS } from './malformed-documents';
import { WRONG_HEADS } from './malformed-heads';
import type { MalformedRequest, Target } from './malformed-request';
import { WRONG_VARIABLES } from './malformed-variables';
import { countsOf, readRows, textOf } from './rows';
import { startWeakGateway } from './weak-gateway';

const TABLES: readonly [string, readonly MalformedRequest[]][] = [
  ['wrong variables', WRONG_VARIABLES],
  ['wrong documents', WRONG_DOCUMENTS],
  ['wrong bodies', WRONG_BODIES],
  ['secrets in addresses and headers', WRONG_HEADS],
];

function sent(port: number, { make }: MalformedRequest, text: string, target: Target): Promise<Reply> {
  const { headers, ...request } = make(text, target);
  return exchange(port, { ...request, headers: { authorization: target.authorization, ...headers } });
}

describeOnEachDatabase('a malformed request with a secret in it', (database) => {
  let gateway: GatewayProcess;
  let target: Target;
  /** The rows before the next request. */
  let before: Readonly<Record<string, number>>;

  beforeAll(async () => {
    gateway = await startGatewayProcess(database);
    const { organizationId, token } = gateway;
    const { organization } = (await gateway.data(
      'query ($id: ID!) { organization(id: $id) { sealingKey { keyId } } }',
      { id: organizationId },
    )) as never as { organization: { sealingKey: { keyId: string } } };
    const { createSecret } = (await gateway.data(CREATE, {
      input: { organizationId, name: 'TAKEN', value: 'something' },
    })) as never as { createSecret: { secret: { id: string } } };
    target = {
      organizationId,
      secretId: createSecret.secret.id,
      keyId: organization.sealingKey.keyId,
      authorization: `Bearer ${token}`,
    };
    before = countsOf(await readRows(database.url()));
  });
  afterAll(() => gateway.stop());

  describe.each(TABLES)('%s', (_table, requests) => {
    // Nearly all are refused before the database is asked: there, each third shows that it makes no difference.
    const sample = requests.filter((_, index) => database.kind === 'sqlite' || index % 3 === 0);
    it.each(sample)('$title', async (request) => {
      const canary = newCanary();
      const written = gateway.child.output().length;
      const reply = await sent(gateway.port, request, canary.text, target);
      const rows = await readRows(database.url());

      new CanaryWatch(canary)
        .addResponse('reply', reply)
        .add('log', gateway.child.output().subarray(written))
        .add('rows, audit log included', textOf(rows))
        .expectUnseen();
      expect(toldBy(reply)).toMatchObject(expected(request));
      expect(countsOf(rows)).toEqual(before);
    });
  });

  it('after all of them the process lives, stores and tells of no incident', async () => {
    const { organizationId } = gateway;
    await gateway.data(CREATE, { input: { organizationId, name: 'AFTERWARDS', value: 'something' } });

    expect(gateway.child.stderr()).not.toContain('incidentId');
  });
});

/** The reply as the table has it. */
function toldBy({ status, body }: Reply): Record<string, unknown> {
  const error = body.startsWith('{') ? JSON.parse(body).errors?.[0] : undefined;
  const { code, violations, path } = error?.extensions ?? {};
  return { status, code, message: error?.message, violations, path };
}

function expected({ status, told }: MalformedRequest): Record<string, unknown> {
  if (told === undefined) return { status };
  const { code, path, rule, message } = told;
  return {
    status,
    code,
    ...(message && { message: expect.stringMatching(message) }),
    ...(rule !== undefined && {
      violations: expect.arrayContaining([expect.objectContaining({ path, rule })]),
    }),
    ...(rule === undefined && path !== undefined && { path }),
  };
}

describe('the control', () => {
  it('a gateway on defaults gives the secret away in the reply or the log of many of them', async () => {
    const weak = await startWeakGateway();
    const leaks = new Map<string, string[]>();
    const target: Target = {
      organizationId: 'org-1',
      secretId: 'secret-1',
      keyId: 'key-1',
      authorization: 'Bearer x',
    };
    for (const [table, requests] of TABLES) {
      for (const request of requests) {
        const canary = newCanary();
        const written = weak.log().length;
        const reply = await sent(weak.port, request, canary.text, target);
        const watch = new CanaryWatch(canary)
          .addResponse('reply', reply)
          .add('log', weak.log().slice(written));
        for (const { location } of watch.sightings()) {
          leaks.set(`${table}: ${location}`, [...(leaks.get(`${table}: ${location}`) ?? []), request.title]);
        }
      }
    }
    await weak.close();

    for (const [table] of TABLES) expect(leaks.get(`${table}: reply: body`)?.length).toBeGreaterThan(2);
    expect([...leaks.values()].flat().length).toBeGreaterThan(60);
    expect([...leaks.keys()].filter((place) => place.endsWith('log'))).not.toEqual([]);
  });
});
