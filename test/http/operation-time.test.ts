import { request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { PostgresQueryRunner } from 'typeorm/driver/postgres/PostgresQueryRunner';
import { SqliteQueryRunner } from 'typeorm/driver/sqlite/SqliteQueryRunner';
import { describeOnEachDatabase } from '../support/databases';
import { startTestGateway, type TestGateway } from '../support/gateway';

const QUERY =
  '{ organization(slug: "default") { teams { totalCount nodes { name } } secrets { totalCount } } }';

describeOnEachDatabase('the work for an operation', (tested) => {
  let gateway: TestGateway;
  let port: number;
  beforeAll(async () => {
    gateway = await startTestGateway({ database: tested });
    port = (await gateway.gateway.listen()).port;
    await gateway.data(QUERY);
    await gateway.gateway.services.authentication.settle();
  });
  afterAll(() => gateway.close());

  /** Statements after the first one, which finds the caller and lasts until `during` is done. */
  async function statementsAfter(
    path: string,
    during: (leave: () => Promise<void>) => Promise<void>,
  ): Promise<number> {
    let isReached: () => void;
    let go: () => void;
    const reached = new Promise<void>((resolve) => (isReached = resolve));
    const released = new Promise<void>((resolve) => (go = resolve));
    let after = 0;
    let isReleased = false;
    const spies = [SqliteQueryRunner, PostgresQueryRunner].map(({ prototype }) => {
      const query = prototype.query;
      return jest.spyOn(prototype, 'query').mockImplementation(async function (this: never, ...given) {
        if (isReleased) after += 1;
        else {
          isReached();
          await released;
          isReleased = true;
        }
        return query.apply(this, given);
      });
    });
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${gateway.ownerToken}` };
    const isQuery = path === '/graphql';
    const sent = request({ port, path, method: isQuery ? 'POST' : 'GET', headers });
    const ended = new Promise<void>((resolve) => {
      sent.on('response', (answer) => answer.resume().on('end', resolve));
      sent.on('error', () => resolve());
    });
    sent.end(isQuery ? JSON.stringify({ query: QUERY }) : undefined);
    await reached;
    await during(async () => {
      sent.destroy();
      await ended;
      await pause(200);
    });
    go!();
    await ended;
    await pause(200);
    for (const spy of spies) spy.mockRestore();
    return after;
  }

  it.each([['/graphql'], ['/orgs/default/codespaces/secrets']])(
    'ends when the client leaves, and goes on when it waits: %s',
    async (path) => {
      expect(await statementsAfter(path, async () => undefined)).toBeGreaterThan(1);
      expect(await statementsAfter(path, (leave) => leave())).toBe(0);
      expect((await gateway.graphql(QUERY)).status).toBe(200);
    },
  );
});
