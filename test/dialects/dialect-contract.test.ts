import { DIALECTS } from '../../src/gateway-dialects';
import { newCanary } from '../support/canary';
import { describeOnEachDatabase } from '../support/databases';
import type { TestCaller } from '../support/gateway';
import { fieldOf } from './dialect.case';
import {
  comparable,
  type DialectWorld,
  type Reply,
  type Request,
  startDialects,
  type Where,
} from './dialect.fixture';
import { dialectCases } from './dialect-cases';

const NO_ORGANIZATION: Where = {
  organizationId: 'org-0123456789abcdefghjkmnpqrs',
  slug: 'no-such-organization',
};
/** Permissions, fields and values of our GraphQL API, and regular expressions: no vendor's client knows them. */
const OUR_WORDS =
  /VIEW_|MANAGE_|_SECRETS\b|[sS]tartCursor|[eE]ndCursor|sealedValue|selectedRepositoryIds|\bSELECTED\b|GraphQL|\^|\]\*|\(\?/;
const NO_SECRET = 'secret-0123456789abcdefghjkmnpqrs';

describeOnEachDatabase('the contract of every dialect', (database) => {
  let world: DialectWorld;
  beforeAll(async () => {
    world = await startDialects(database);
  });
  afterAll(() => world.close());

  const cases = dialectCases(() => world);
  it('is held against each of them', () => {
    expect(cases.map(({ name }) => name)).toEqual(DIALECTS.map((dialect) => fieldOf(dialect)));
  });

  describe.each(cases.map((each) => [each.name, each] as const))('%s', (_, dialect) => {
    let home: Where & { readonly owner: TestCaller };
    let other: Where & { readonly owner: TestCaller };
    let auditor: TestCaller;
    beforeAll(async () => {
      [home, other] = [await world.gateway.makeOrganization(), await world.gateway.makeOrganization()];
      auditor = await world.gateway.makeCaller(['VIEW_AUDIT_LOG'], home);
    });
    const ask = (
      request: Request,
      token: string | null = home.owner.token,
      headers?: Record<string, string>,
    ) => world.ask(request, token, headers);
    const isError = (reply: Reply, status: number) => {
      expect(reply.status).toBe(status);
      expect(reply.headers['content-type']).toMatch(/^application\/json/);
      expect(reply.headers['cache-control']).toBe('no-store');
      expect([reply.text, dialect.isError(reply.body, status)]).toEqual([reply.text, true]);
      expect(reply.text).not.toMatch(OUR_WORDS);
    };
    const make = async (name: string, value = 'a value', more?: object) => {
      const reply = await ask(await dialect.create(home, name, value, more));
      expect([reply.status, reply.text]).toEqual([dialect.created, reply.text]);
      return dialect.refOf(reply, name);
    };
    const names = async (query?: string) => {
      const { status, body } = await ask(dialect.list(home, query));
      expect(status).toBe(200);
      return dialect.read(body);
    };
    /** Each operation on the secret of another organization, or on none. */
    const operations = async (where: Where, ref: string) => [
      dialect.list(where),
      await dialect.create(where, 'FOREIGN', 'a value'),
      ...(dialect.get ? [dialect.get(where, ref)] : []),
      ...(dialect.update ? [await dialect.update(where, ref, 'another value')] : []),
      dialect.remove(where, ref),
    ];

    it('refuses a request without a valid credential, whatever else is wrong with it', async () => {
      const ref = await make('WITH_CREDENTIAL');
      for (const request of await operations(home, ref)) {
        for (const token of [null, 'nobodys-token', 'x'.repeat(5000)]) {
          const reply = await ask({ ...request, body: ['wrong'] }, token);
          isError(reply, 401);
          expect(reply.headers['www-authenticate']).toBe('Bearer');
        }
        // The same request of somebody who may is answered.
        expect((await ask(request)).status).toBeLessThan(300);
      }
    });

    it('refuses a member without the permission', async () => {
      const ref = await make('WITHOUT_PERMISSION');
      for (const request of await operations(home, ref)) isError(await ask(request, auditor.token), 403);
      expect((await names()).names).toContain('WITHOUT_PERMISSION');
    });

    it('answers what is not there with 404', async () => {
      const ref = dialect.refersBy === 'NAME' ? 'NOT_THERE' : NO_SECRET;
      for (const each of ['not an id', '../..', '\u0000', '\ud83d\ude00', 'x'.repeat(300), ref]) {
        isError(await ask(dialect.remove(home, encodeURIComponent(each))), 404);
        if (dialect.get) isError(await ask(dialect.get(home, encodeURIComponent(each))), 404);
      }
    });

    it('answers paths and methods that it has not in its own shape', async () => {
      const { url } = dialect.list(home);
      isError(await ask({ method: 'GET', url: `${url.replace(/\/$/, '')}/a/b/c/d` }), 404);
      const other = await ask({ method: 'PUT', url: url.split('?')[0]! });
      isError(other, 405);
      expect(other.headers.allow).toMatch(/GET/);
    });

    it('answers another organization like one that does not exist, byte for byte', async () => {
      const inOther = await ask(await dialect.create(other, 'THEIRS', 'a value'), other.owner.token);
      expect(inOther.status).toBe(dialect.created);
      const theirs = dialect.refOf(inOther, 'THEIRS');
      const stranger = (await world.gateway.makeCaller('OWNER', home)).token;
      const foreign = await operations(other, theirs);
      const missing = await operations(NO_ORGANIZATION, dialect.refOf(inOther, 'THEIRS'));
      // In the other dialects the token alone says which organization is meant: no request can name another one.
      const urlsOf = (requests: readonly Request[]) => requests.map(({ url }) => url);
      if (!dialect.namesOrganization) expect(urlsOf(foreign)).toEqual(urlsOf(missing));
      for (const [index, request] of foreign.entries()) {
        const [one, two] = [await ask(request, stranger), await ask(missing[index]!, stranger)];
        if (dialect.namesOrganization || request.url.includes(theirs)) isError(one, 404);
        if (dialect.namesOrganization) expect(comparable(one)).toBe(comparable(two));
      }
      const kept = await ask(dialect.list(other), other.owner.token);
      expect(dialect.read(kept.body).names).toEqual(['THEIRS']);
    });

    it('answers a foreign secret like one that does not exist, byte for byte', async () => {
      const created = await ask(await dialect.create(other, 'HIDDEN', 'a value'), other.owner.token);
      const hidden = dialect.refOf(created, 'HIDDEN');
      const missing = hidden === 'HIDDEN' ? 'NOWHERE' : NO_SECRET;
      const [one, two] = [await ask(dialect.remove(home, hidden)), await ask(dialect.remove(home, missing))];
      isError(one, 404);
      expect(comparable(one)).toBe(comparable(two));
      expect(dialect.read((await ask(dialect.list(other), other.owner.token)).body).names).toContain(
        'HIDDEN',
      );
    });

    it('names the field of a broken rule', async () => {
      for (const [title, request, field] of dialect.wrong(home)) {
        const reply = await ask(request);
        expect([title, reply.status, reply.text]).toEqual([title, 422, reply.text]);
        isError(reply, 422);
        expect([title, dialect.fieldsOf(reply.body)]).toEqual([title, expect.arrayContaining([field])]);
      }
    });

    it('answers a body that is no JSON in its own shape', async () => {
      const { method, url } = await dialect.create(home, 'NO_JSON', 'a value');
      const json = { 'content-type': 'application/json' };
      for (const body of ['{"a":', 'null garbage', '{"a":1,"a":2}', '\u0000']) {
        isError(await ask({ method, url, body }, undefined, json), dialect.malformed);
      }
      isError(await ask({ method, url, body: { a: 'x'.repeat(300_000) } }), 413);
    });

    it('ignores what is not its clients’ to say', async () => {
      const theirs = {
        id: NO_SECRET,
        secret_id: NO_SECRET,
        organizationId: other.organizationId,
        organization_id: other.organizationId,
        createdBy: other.owner.principalId,
        created_by: other.owner.principalId,
        userId: other.owner.principalId,
        access: 'TEAM',
        version: 7,
        created_at: 1,
        constructor: { prototype: { polluted: true } },
      };
      await make('ASSIGNED', 'a value', theirs);
      const query =
        'query ($id: ID!) { organization(id: $id) { secrets(first: 200) { nodes { id name version access createdAt createdBy { id } } } } }';
      const { organization } = await world.gateway.data(query, { id: home.organizationId }, home.owner.token);
      const found = organization.secrets.nodes.find(({ name }: { name: string }) => name === 'ASSIGNED');
      expect(found).toMatchObject({
        version: 1,
        access: dialect.access,
        createdBy: { id: home.owner.principalId },
      });
      expect(found.id).not.toBe(NO_SECRET);
      expect(new Date(found.createdAt).getTime()).toBeGreaterThan(Date.now() - 600_000);
      expect((Object.prototype as Record<string, unknown>).polluted).toBeUndefined();
      await ask(dialect.remove(world, dialect.refersBy === 'NAME' ? 'ASSIGNED' : found.id));
    });

    it('creates, lists, describes, updates and deletes', async () => {
      const before = await names();
      const ref = await make('LIFE');
      if (dialect.taken !== undefined) {
        isError(await ask(await dialect.create(home, 'LIFE', 'again')), dialect.taken);
      }
      const listed = await names();
      expect(listed.names).toContain('LIFE');
      expect(listed.total).toBe(before.total + 1);
      if (dialect.get) expect((await ask(dialect.get(home, ref))).status).toBe(200);
      if (dialect.update) {
        expect((await ask(await dialect.update(home, ref, 'changed'))).status).toBe(dialect.updated);
      }
      expect((await ask(dialect.remove(home, ref))).status).toBe(dialect.deleted);
      isError(await ask(dialect.remove(home, ref)), 404);
      expect(await names()).toEqual(before);
    });

    it('gives every secret on exactly one page', async () => {
      for (const name of ['PAGE_A', 'PAGE_B', 'PAGE_C']) await make(name);
      const all = await names();
      expect(all.names.length).toBe(all.total);
      expect(all.names).toEqual(expect.arrayContaining(['PAGE_A', 'PAGE_B', 'PAGE_C']));
      // A vendor without pages has given all of them in its only answer.
      if (dialect.paging === undefined) return;
      const seen: string[] = [];
      let reply: Reply | undefined;
      for (let index = 0; ; index++) {
        const request = dialect.paging(home, reply, index);
        if (request === undefined) break;
        reply = await ask(request);
        expect(reply.status).toBe(200);
        const page = dialect.read(reply.body);
        expect(page.total).toBe(all.total);
        seen.push(...page.names);
      }
      expect(seen).toEqual(all.names);
    });

    it('never says a value', async () => {
      const canary = newCanary().text;
      const ref = await make('CANARY', canary);
      const replies = [
        await ask(dialect.list(home)),
        ...(dialect.update ? [await ask(await dialect.update(home, ref, canary))] : []),
        ...(dialect.get ? [await ask(dialect.get(home, ref))] : []),
        await ask(dialect.remove(home, ref)),
      ];
      for (const { text, headers } of replies) expect(text + JSON.stringify(headers)).not.toContain(canary);
      expect(world.gateway.lines.join('')).not.toContain(canary);
    });
  });
});
