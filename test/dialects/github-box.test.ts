import { randomBytes } from 'node:crypto';
import { revealPlaintext } from '../../src/core/plaintext';
import type { OpeningKey } from '../../src/crypto/open/opening-key';
import { publicHalf } from '../../src/crypto/open/opening-key-pair';
import { formatSealingKeys } from '../../src/crypto/sealing-key';
import { openTestBackend, type TestBackend, testOpeningKey } from '../support/backend';
import { expectNoCanary, newCanary } from '../support/canary';
import { describeOnEachDatabase } from '../support/databases';
import { type DialectWorld, sealedTo, startDialects } from './dialect.fixture';

const HOUR_MS = 3_600_000;
const BAD_BOX = 'Bad request - validation failed due to an improperly encrypted secret';
const CREATE = 'mutation ($input: CreateSecretInput!) { createSecret(input: $input) { secret { id } } }';
const PREFIX = '/orgs/default/codespaces/secrets';

/** Three generations: the current one came five hours ago, and each before it ten hours before its successor. */
const GENERATIONS = ['third', 'second', 'first'].map((name, age) =>
  testOpeningKey(name, new Date(Date.now() - (5 + 10 * age) * HOUR_MS)),
);

describeOnEachDatabase('a value that a client of GitHub has sealed', (database) => {
  let world: DialectWorld;
  let backend: TestBackend;
  beforeAll(async () => {
    const publicKeys = await Promise.all(GENERATIONS.map(publicHalf));
    world = await startDialects(database, {
      SECRETS_GATEWAY_SEALING_KEY: formatSealingKeys(publicKeys),
      // The second generation is still in its grace time, the first one's has passed.
      SECRETS_GATEWAY_SEALED_BOX_GRACE_HOURS: '6',
    });
    backend = await openTestBackend(database.url(), { openingKeys: GENERATIONS });
  });
  afterAll(async () => {
    await backend.close();
    await world.close();
  });

  const put = (name: string, body: object) =>
    world.ask({ method: 'PUT', url: `${PREFIX}/${name}`, body: { visibility: 'all', ...body } });
  const sealedWith = async (key: OpeningKey, value: string | Uint8Array) => {
    const { keyId, boxPublicKey } = await publicHalf(key);
    return {
      key_id: keyId,
      encrypted_value: await sealedTo(Buffer.from(boxPublicKey).toString('base64'), value),
    };
  };
  const opened = async (name: string): Promise<string> => {
    const { secret } = (
      await world.gateway.data(
        'query ($name: String!) { organization(slug: "default") { secret(name: $name) { id version versions { nodes { sealedByClient } } } } }',
        { name },
      )
    ).organization;
    expect(secret.versions.nodes[0].sealedByClient).toBe(true);
    const { organizationId } = world;
    const { stores, opener } = backend;
    const place = { secretId: secret.id, version: secret.version };
    const [stored] = await stores.secretVersions.envelopesOf(stores.database.reader, organizationId, [place]);
    return Buffer.from(
      revealPlaintext(await opener.open(stored!.envelope, { organizationId, ...place })),
    ).toString();
  };

  it.each([
    [
      'sealed to an unknown key',
      async () => ({ ...(await sealedWith(GENERATIONS[0]!, 'v')), key_id: 'key-unknown' }),
    ],
    ['sealed to a generation past its grace time', () => sealedWith(GENERATIONS[2]!, 'v')],
    ['of 48 KB and a byte', () => sealedWith(GENERATIONS[0]!, randomBytes(48 * 1024 + 1))],
    ['of no bytes', () => sealedWith(GENERATIONS[0]!, '')],
    [
      'shorter than a box',
      async () => ({ ...(await sealedWith(GENERATIONS[0]!, 'v')), encrypted_value: 'AAAA' }),
    ],
    [
      'in base64url',
      async () => ({ ...(await sealedWith(GENERATIONS[0]!, 'v')), encrypted_value: '_-_-'.repeat(20) }),
    ],
    [
      'in base64 with spare bits',
      async () => ({ ...(await sealedWith(GENERATIONS[0]!, 'v')), encrypted_value: `${'A'.repeat(66)}B=` }),
    ],
  ])('is refused when it is %s', async (_, body) => {
    const { status, body: answer } = await put('REFUSED', await body());
    expect([status, answer.message]).toEqual([422, BAD_BOX]);
    expect((await world.ask({ method: 'GET', url: `${PREFIX}/REFUSED` })).status).toBe(404);
  });

  it('is sealed to the current generation, and stored as it came', async () => {
    const { body: key } = await world.ask({ method: 'GET', url: `${PREFIX}/public-key` });
    const { keyId, boxPublicKey } = await publicHalf(GENERATIONS[0]!);
    expect(key).toEqual({ key_id: keyId, key: Buffer.from(boxPublicKey).toString('base64') });
    const canary = newCanary();
    const body = { key_id: key.key_id, encrypted_value: await sealedTo(key.key, canary.text) };
    const before = world.gateway.lines.length;
    const reply = await put('SEALED', body);
    expect([reply.status, reply.body]).toEqual([201, {}]);
    expectNoCanary('reply and log', reply.text + world.gateway.lines.slice(before).join(''), [canary]);
    expect(await opened('SEALED')).toBe(canary.text);
  });

  it('may be sealed to the generation before within its grace time', async () => {
    expect((await put('LATE', await sealedWith(GENERATIONS[1]!, 'late'))).status).toBe(201);
    expect(await opened('LATE')).toBe('late');
  });

  it('has at most 48 KB', async () => {
    const longest = randomBytes(24 * 1024).toString('hex');
    expect(longest.length).toBe(48 * 1024);
    expect((await put('LONG', await sealedWith(GENERATIONS[0]!, longest))).status).toBe(201);
    expect(await opened('LONG')).toBe(longest);
  });

  it('cannot be told from a box for another key, whatever key it names', async () => {
    const other = await sealedWith(testOpeningKey('somebody else’s'), 'v');
    const { keyId } = await publicHalf(GENERATIONS[0]!);
    // Only who holds the opening key could know; the dispenser refuses it.
    expect((await put('FOREIGN_BOX', { ...other, key_id: keyId })).status).toBe(201);
    await expect(opened('FOREIGN_BOX')).rejects.toThrow();
  });

  it('is one of at most 100 of an organization, also when two clients create the last one at once', async () => {
    const { slug, organizationId, owner } = await world.gateway.makeOrganization();
    const box = await sealedWith(GENERATIONS[0]!, 'v');
    const create = (name: string) =>
      world.ask(
        {
          method: 'PUT',
          url: `/orgs/${slug}/codespaces/secrets/${name}`,
          body: { visibility: 'all', ...box },
        },
        owner.token,
      );
    // What this dialect does not show does not count.
    for (const name of ['not github’s', 'GITHUB_X']) {
      const input = { organizationId, name, value: 'v' };
      await world.gateway.data(CREATE, { input }, owner.token);
    }
    for (let index = 0; index < 99; index++) expect((await create(`S${index}`)).status).toBe(201);
    const last = await Promise.all(['A', 'B', 'C', 'D'].map(create));
    expect(last.map(({ status }) => status).sort()).toEqual([201, 422, 422, 422]);
    const refused = await create('E');
    expect(refused.body.errors[0].message).toMatch(/at most 100/);
    expect((await create('S0')).status).toBe(204);
    // Other faces may make more, and a page still has no more than 100.
    const more = { input: { organizationId, name: 'ONE_MORE', value: 'v' } };
    await world.gateway.data(CREATE, more, owner.token);
    const url = `/orgs/${slug}/codespaces/secrets?per_page=101`;
    const list = await world.ask({ method: 'GET', url }, owner.token);
    expect([list.body.total_count, list.body.secrets.length]).toEqual([101, 100]);
    expect(list.headers.link).toMatch(/per_page=100&page=2>; rel="next"/);
  });
});
