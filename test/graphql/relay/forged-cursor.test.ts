import { encodeCursor } from '../../../src/core/page';
import { describeOnEachDatabase } from '../../support/databases';
import { startTestGateway, type TestGateway } from '../../support/gateway';
import { makeTenant, type Tenant } from '../tenant';
import { violation } from '../violation';

const PAGE = `query ($slug: String!, $first: Int, $last: Int, $after: String, $before: String, $orderBy: SecretOrder) {
  organization(slug: $slug) {
    secrets(first: $first, last: $last, after: $after, before: $before, orderBy: $orderBy) {
      nodes { id } pageInfo { endCursor }
    }
  }
}`;
/** Lists that are not the one of secrets, and the way to a cursor of each. */
const LISTS = ['teams', 'members', 'roles', 'serviceUsers', 'repositories', 'consumers', 'auditEvents'];

describeOnEachDatabase('a cursor that a client forges', (tested) => {
  let gateway: TestGateway;
  let own: Tenant;
  let other: Tenant;
  const ask = (query: string, variables: object, tenant = own) =>
    gateway.graphql(query, { ...variables }, tenant.owner.token);
  const page = (variables: object, tenant = own) => ask(PAGE, { slug: tenant.slug, ...variables }, tenant);
  const cursorOf = async (variables: object, tenant = own): Promise<string> =>
    (await page({ first: 1, ...variables }, tenant)).body.data.organization.secrets.pageInfo.endCursor;

  beforeAll(async () => {
    gateway = await startTestGateway({ database: tested });
    own = await makeTenant(gateway);
    other = await makeTenant(gateway);
  });
  afterAll(() => gateway.close());

  const FORGED: Readonly<Record<string, (cursor: string) => string>> = {
    empty: () => '',
    blank: () => ' ',
    'cut short': (cursor) => cursor.slice(0, -1),
    longer: (cursor) => `${cursor}A`,
    padded: (cursor) => `${cursor}=`,
    'flipped at the beginning': (cursor) => (cursor[0] === 'A' ? 'B' : 'A') + cursor.slice(1),
    'flipped in the middle': (cursor) =>
      cursor.slice(0, 30) + (cursor[30] === 'A' ? 'B' : 'A') + cursor.slice(31),
    'very long': () => 'A'.repeat(100_000),
    'not base64url': () => '!!!!!!!!!!!!',
    'a number': () => '1',
    'an id': () => own.ids.secret!,
    'in SQL': () => Buffer.from("' OR 1=1 --".repeat(3)).toString('base64url'),
    'with a NUL': () => `\u0000${'A'.repeat(20)}`,
  };
  it.each(
    Object.keys(FORGED).flatMap((name) => [
      [name, 'after'],
      [name, 'before'],
    ]),
  )('is refused: %s, as %s', async (name, argument) => {
    const cursor = await cursorOf({});
    expect((await page({ [argument]: cursor })).status).toBe(200);
    const forged = FORGED[name]!(cursor);
    expect(violation(await page({ [argument]: forged }))).toEqual({ path: argument, rule: 'cursor' });
  });

  it('is refused when it is of another organization', async () => {
    const cursor = await cursorOf({}, other);
    expect((await page({ after: cursor }, other)).status).toBe(200);
    expect(violation(await page({ after: cursor }))).toEqual({ path: 'after', rule: 'cursor' });
  });

  it('is refused when it is of another order', async () => {
    const order = (field: string, direction: string) => ({ orderBy: { field, direction } });
    const orders = ['NAME', 'CREATED', 'UPDATED'].flatMap((field) => [
      order(field, 'ASC'),
      order(field, 'DESC'),
    ]);
    for (const from of orders) {
      const after = await cursorOf(from);
      for (const to of orders) {
        const answer = await page({ ...to, after });
        if (from === to) expect(answer.status).toBe(200);
        else expect(violation(answer)).toEqual({ path: 'after', rule: 'cursor' });
      }
    }
  });

  it.each(LISTS)('is refused when it is of another list: %s', async (list) => {
    const text = `query ($slug: String!, $after: String) { organization(slug: $slug) { ${list}(first: 1, after: $after) { pageInfo { endCursor } } } }`;
    const cursor = (await ask(text, { slug: own.slug })).body.data.organization[list].pageInfo.endCursor;
    expect(typeof cursor).toBe('string');
    expect((await ask(text, { slug: own.slug, after: cursor })).status).toBe(200);
    expect(violation(await page({ after: cursor }))).toEqual({ path: 'after', rule: 'cursor' });
    expect(violation(await ask(text, { slug: own.slug, after: await cursorOf({}) }))).toEqual({
      path: 'after',
      rule: 'cursor',
    });
  });

  it('has a checksum that anybody can make, and is checked behind it', async () => {
    const list = `secrets:NAME:false:${own.organizationId}`;
    const made = encodeCursor(list, { value: 'secret', id: own.ids.secret! });
    expect(made).toBe(await cursorOf({}));
    for (const key of [
      { value: 'secret', id: 'nonsense' },
      { value: 'a\u0000b', id: own.ids.secret! },
      { value: '\ud800', id: own.ids.secret! },
      { value: 1 as unknown as string, id: own.ids.secret! },
      { value: ['a'] as unknown as string, id: own.ids.secret! },
    ]) {
      expect(violation(await page({ after: encodeCursor(list, key) }))).toEqual({
        path: 'after',
        rule: 'cursor',
      });
    }
  });

  it.each(['NAME', 'CREATED', 'UPDATED'])(
    'that holds a made up position leads nowhere but into the own list: %s',
    async (field) => {
      const list = `secrets:${field}:false:${own.organizationId}`;
      for (const value of ['yesterday', '', '99999999999999', '-1', 'NaN', '9'.repeat(400), "' OR 1=1 --"]) {
        for (const id of [own.ids.secret!, other.ids.secret!]) {
          const position = { [value < '3' ? 'after' : 'before']: encodeCursor(list, { value, id }) };
          const { status, body } = await page({ orderBy: { field }, ...position });
          const { nodes } = body.data.organization.secrets;
          expect(status).toBe(200);
          expect([[], [{ id: own.ids.secret }]]).toContainEqual(nodes);
        }
      }
    },
  );

  it('that holds no number in an order by number is refused', async () => {
    const text =
      'query ($slug: String!, $after: String) { organization(slug: $slug) { auditEvents(after: $after) { nodes { id } } } }';
    for (const value of ['first', '', '-1', '1.5', 'NaN', '1e3', '9007199254740993', '9'.repeat(400)]) {
      const after = encodeCursor(`auditEvents:${own.organizationId}`, { value, id: own.ids.event! });
      const answer = await ask(text, { slug: own.slug, after });
      expect([value, answer.status, answer.body.errors?.[0].extensions.code]).toEqual([
        value,
        400,
        'BAD_USER_INPUT',
      ]);
    }
  });
});
