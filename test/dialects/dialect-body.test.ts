import { describeOnEachDatabase } from '../support/databases';
import type { TestCaller } from '../support/gateway';
import { type DialectWorld, type Reply, type Request, startDialects, type Where } from './dialect.fixture';
import { dialectCases } from './dialect-cases';

describeOnEachDatabase('the bodies that a dialect reads', (database) => {
  let world: DialectWorld;
  beforeAll(async () => {
    world = await startDialects(database);
  });
  afterAll(() => world.close());

  const cases = dialectCases(() => world);
  describe.each(cases.map((each) => [each.name, each] as const))('%s', (_, dialect) => {
    let home: Where & { readonly owner: TestCaller };
    beforeAll(async () => {
      home = await world.gateway.makeOrganization();
    });
    const ask = (
      request: Request,
      token: string | null = home.owner.token,
      headers?: Record<string, string>,
    ) => world.ask(request, token, headers);
    const isError = (reply: Reply, status: number) => {
      expect([reply.text, reply.status, dialect.isError(reply.body, status)]).toEqual([
        reply.text,
        status,
        true,
      ]);
    };
    const names = async () => dialect.read((await ask(dialect.list(home))).body);

    it('are JSON in UTF-8 as it is', async () => {
      const { method, url } = await dialect.create(home, 'NO_JSON', 'a value');
      const json = { 'content-type': 'application/json' };
      for (const type of [
        'text/html',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=b',
      ]) {
        isError(
          await ask({ method, url, body: 'a=b' }, undefined, { 'content-type': type }),
          dialect.malformed,
        );
      }
      for (const charset of ['application/json; charset=utf-16', 'text/plain; charset=latin1']) {
        isError(await ask({ method, url, body: '{}' }, undefined, { 'content-type': charset }), 415);
      }
      isError(
        await ask({ method, url, body: '{}' }, undefined, { ...json, 'content-encoding': 'gzip' }),
        415,
      );
    });

    it('reads JSON whatever its content type is', async () => {
      const types = [
        'application/x-www-form-urlencoded',
        'application/vnd.github+json',
        'text/plain',
        'text/plain; charset=UTF-8',
        'application/octet-stream',
        'json',
        'x'.repeat(8_000),
        ' ',
        undefined,
      ];
      for (const [index, type] of types.entries()) {
        const { method, url, body } = await dialect.create(home, `TYPED_${index}`, 'a value');
        const headers = { 'content-type': type } as Record<string, string>;
        const reply = await ask({ method, url, body: Buffer.from(JSON.stringify(body)) }, undefined, headers);
        expect([type, reply.status, reply.text]).toEqual([type, dialect.created, reply.text]);
        if (dialect.update === undefined) continue;
        const update = await dialect.update(home, dialect.refOf(reply, `TYPED_${index}`), 'another value');
        const again = Buffer.from(JSON.stringify(update.body));
        expect((await ask({ ...update, body: again }, undefined, headers)).status).toBeLessThan(300);
      }
    });

    it('takes no credential that a browser sends by itself', async () => {
      const { method, url, body } = await dialect.create(home, 'FORGED', 'a value');
      const { token } = home.owner;
      const fromPage = {
        'content-type': 'text/plain',
        origin: 'https://elsewhere.example',
        'sec-fetch-site': 'cross-site',
      };
      const text = Buffer.from(JSON.stringify(body));
      for (const headers of [
        { cookie: `token=${token}; authorization=Bearer ${token}; access_token=${token}; session=${token}` },
        { authorization: `Basic ${Buffer.from(`${token}:`).toString('base64')}` },
        { authorization: `Basic ${Buffer.from(`x:${token}`).toString('base64')}` },
      ]) {
        const reply = await ask({ method, url, body: text }, null, { ...fromPage, ...headers });
        isError(reply, 401);
        // A browser would ask for a password, and send it by itself from then on.
        expect(reply.headers['www-authenticate']).toBe('Bearer');
        expect(reply.headers).not.toHaveProperty('set-cookie');
        expect(reply.headers).not.toHaveProperty('access-control-allow-origin');
      }
      const inQuery = `${url}${url.includes('?') ? '&' : '?'}access_token=${token}&token=${token}`;
      isError(await ask({ method, url: inQuery, body: text }, null, fromPage), 401);
      expect((await names()).names).not.toContain('FORGED');
      expect((await ask({ method, url, body: text }, token, fromPage)).status).toBe(dialect.created);
    });
  });
});
