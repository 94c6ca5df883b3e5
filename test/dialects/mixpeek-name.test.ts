import { describeOnEachDatabase } from '../support/databases';
import { type DialectWorld, startDialects } from './dialect.fixture';

const PATH = '/v1/organizations/secrets';

describeOnEachDatabase('a name in a path of Mixpeek', (database) => {
  let world: DialectWorld;
  beforeAll(async () => {
    world = await startDialects(database);
  });
  afterAll(() => world.close());

  const create = (secret_name: string) =>
    world.ask({ method: 'POST', url: PATH, body: { secret_name, secret_value: 'v' } });
  const update = (inPath: string) =>
    world.ask({ method: 'PUT', url: `${PATH}/${inPath}`, body: { secret_value: 'w' } });
  const remove = (inPath: string) => world.ask({ method: 'DELETE', url: `${PATH}/${inPath}` });

  it.each(['%00', '%E2%80%8B', '%2E%2E%2F', 'a%0Ab', 'x'.repeat(101), '__proto__', 'constructor', '%20'])(
    'that no secret has is not found: %s',
    async (inPath) => {
      expect([(await update(inPath)).status, (await remove(inPath)).status]).toEqual([404, 404]);
    },
  );

  it('that does not decode, or is longer than any, is refused before anything is looked up', async () => {
    expect((await update('%E0%A4%A')).status).toBe(400);
    expect((await update('x'.repeat(2_000))).status).toBe(414);
  });

  it.each([
    ['stripe_key', 'STRIPE_KEY'],
    ['a/b', 'a%2Fb'],
    ['a b?c#d', 'a%20b%3Fc%23d'],
    ['100%', '100%25'],
    ['é', 'e%CC%81'],
    ['constructor', 'Constructor'],
    ['ключ', encodeURIComponent('КЛЮЧ')],
    ['😀'.repeat(100), encodeURIComponent('😀'.repeat(100))],
  ])('finds its secret however it is written: %s', async (name, inPath) => {
    expect((await create(name)).body).toEqual({ secret_name: name, created: true });
    expect((await update(inPath)).body).toEqual({ secret_name: name, updated: true });
    expect((await world.ask({ method: 'GET', url: PATH })).body).toEqual({ secrets: [name], count: 1 });
    expect((await create(decodeURIComponent(inPath))).status).toBe(409);
    expect((await remove(inPath)).body).toEqual({ secret_name: name, deleted: true });
  });
});
