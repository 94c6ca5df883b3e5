import { GENERATED_LENGTH, GeneratedAlphabet, generatedValue } from '../../../src/core/generated-value';
import { Plaintext, revealPlaintext } from '../../../src/core/plaintext';
import type { CreateSecret } from '../../../src/services/secret.command';
import { describeOnEachDatabase } from '../../support/databases';
import { type DispensingWorld, openDispensingWorld } from '../dispenser.fixture';

const FORMS = {
  ALPHANUMERIC: /^[A-Za-z0-9]+$/,
  BASE64URL: /^[A-Za-z0-9_-]+$/,
  HEX: /^[0-9a-f]+$/,
  DIGITS: /^[0-9]+$/,
  PRINTABLE: /^[!-~]+$/,
} as const;
const TEXT = { type: 'KEY_VALUE', isFile: false } as const;

describe('a generated value', () => {
  it.each(Object.values(GeneratedAlphabet))('of %s has only its characters, and all of them', (alphabet) => {
    const { max } = GENERATED_LENGTH;
    const text = Buffer.from(revealPlaintext(generatedValue({ length: max, alphabet }, TEXT))).toString();
    expect(text).toHaveLength(max);
    expect(text).toMatch(FORMS[alphabet]);
    const all = Array.from({ length: 50 }, () =>
      Buffer.from(revealPlaintext(generatedValue({ length: max, alphabet }, TEXT))).toString(),
    ).join('');
    const expected = Array.from({ length: 94 }, (_, at) => String.fromCharCode(33 + at));
    expect([...new Set(all)].sort()).toEqual(expected.filter((each) => FORMS[alphabet].test(each)).sort());
  });
});

describeOnEachDatabase('a secret whose value the gateway makes', (tested) => {
  let world: DispensingWorld;
  let made = 0;
  beforeAll(async () => {
    world = await openDispensingWorld(tested);
  });
  afterAll(() => world.close());

  const create = (more: Partial<CreateSecret>) =>
    world.backend.services.secrets.create(world.owner.permit('MANAGE_OWN_SECRETS'), {
      name: `MADE_${++made}`,
      access: 'ORGANIZATION',
      ...TEXT,
      ...more,
    });

  it('is delivered with the length and the characters asked for, another one each time', async () => {
    const generate = { length: 48, alphabet: GeneratedAlphabet.HEX };
    const { id, name } = await create({ generate });
    const { client } = await world.register({ uses: { secretIds: [id] } });
    const first = (await client.deliver()).text(name);
    expect(first).toMatch(/^[0-9a-f]{48}$/);
    await world.backend.services.secrets.update(world.owner.permit('MANAGE_OWN_SECRETS'), { id, generate });
    const second = (await client.deliver()).text(name);
    expect(second).toMatch(/^[0-9a-f]{48}$/);
    expect(second === first).toBe(false);
  });

  it('is made once for an idempotency key', async () => {
    const generate = { length: 32, alphabet: GeneratedAlphabet.DIGITS };
    const idempotencyKey = `generated-value-${tested.kind}`;
    const name = 'MADE_ONCE';
    const [one, two] = [
      await create({ name, generate, idempotencyKey }),
      await create({ name, generate, idempotencyKey }),
    ];
    expect([two.id, two.version]).toEqual([one.id, 1]);
  });

  it.each<[string, string, Partial<CreateSecret>]>([
    ['generate.length', 'range', { generate: { length: 15, alphabet: 'HEX' } }],
    ['generate.length', 'range', { generate: { length: 1025, alphabet: 'HEX' } }],
    ['generate.length', 'range', { generate: { length: -1, alphabet: 'HEX' } }],
    ['generate', 'type', { type: 'TOTP', generate: { length: 32, alphabet: 'HEX' } }],
    ['generate', 'type', { type: 'COOKIE', generate: { length: 32, alphabet: 'HEX' } }],
    ['generate', 'type', { isFile: true, generate: { length: 32, alphabet: 'HEX' } }],
    ['value', 'exclusive', { value: Plaintext.ofText('v'), generate: { length: 32, alphabet: 'HEX' } }],
    ['value', 'exclusive', {}],
  ])('is refused at %s with rule %s', async (path, rule, more) => {
    await expect(create(more)).rejects.toMatchObject({
      violations: [expect.objectContaining({ path, rule })],
    });
  });
});
