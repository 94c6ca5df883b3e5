import type { Secret } from '../../src/core/secret';
import type { Binding } from '../../src/crypto/binding';
import { type Caller, openTestBackend, testOpeningKey } from '../support/backend';
import { describeOnEachDatabase } from '../support/databases';
import { outcome, sealedBox, secret, storedValue, usingBackend, value } from './services.fixture';

const DAY_MS = 24 * 3_600_000;
const ago = (milliseconds: number) => new Date(Date.now() - milliseconds);

/** Three generations: the current one came an hour ago, the one before it two days ago. */
const CURRENT = testOpeningKey('current', ago(DAY_MS / 24));
const PREVIOUS = testOpeningKey('previous', ago(2 * DAY_MS));
const OLDEST = testOpeningKey('oldest', ago(30 * DAY_MS));
/** Generated and not yet promoted. */
const NEXT = testOpeningKey('next', ago(1000));

describeOnEachDatabase('a sealed value', (tested) => {
  const backend = usingBackend(tested, {
    openingKeys: [CURRENT, PREVIOUS, OLDEST, NEXT],
    sealedBoxGraceMs: DAY_MS,
  });
  let owner: Caller;
  beforeAll(async () => {
    owner = await backend().owner();
  });
  const permit = () => owner.permit('MANAGE_OWN_SECRETS');
  const publicKey = (keyId: string) => backend().sealingKeys.find(keyId)!.boxPublicKey;
  const create = (sealedValue: { keyId: string; encryptedValue: string }, more: Partial<Secret> = {}) =>
    backend().services.secrets.create(permit(), secret({ sealedValue, ...(more as object) }));
  const sealedTo = async (keyId: string, text: string | Uint8Array) => ({
    keyId,
    encryptedValue: await sealedBox(publicKey(keyId), text),
  });

  it.each([
    ['an unknown key', 'key-00000000000000000000000000'],
    ['a text that is no key id', '__proto__'],
    ['no key id', ''],
    ['a key past its grace time', OLDEST.keyId],
    ['a key that was not promoted yet', NEXT.keyId],
  ])('is refused when it was sealed to %s', async (_, keyId) => {
    const { encryptedValue } = await sealedTo(CURRENT.keyId, 'v');
    expect(await outcome(create({ keyId, encryptedValue }))).toBe('KEY_UNAVAILABLE');
  });

  it('is refused by an update and a put as well', async () => {
    const sealedValue = await sealedTo(OLDEST.keyId, 'v');
    const { id } = await backend().services.secrets.create(permit(), secret({ name: 'SEALED' }));
    const update = backend().services.secrets.update(permit(), { id, sealedValue });
    expect(await outcome(update)).toBe('KEY_UNAVAILABLE');
    const put = backend().services.secrets.put(permit(), secret({ name: 'SEALED', sealedValue }));
    expect(await outcome(put)).toBe('KEY_UNAVAILABLE');
  });

  it.each([
    ['text that is no base64', 'no base64!', 'base64'],
    ['base64url', '-'.repeat(100), 'base64'],
    ['a box without room for a byte', Buffer.alloc(48).toString('base64'), 'length'],
    ['a box of one byte too many', Buffer.alloc(65_536 + 49).toString('base64'), 'length'],
    ['nothing', '', 'length'],
    ['megabytes', 'A'.repeat(4_000_000), 'length'],
  ])('is refused when it is %s', async (_, encryptedValue, rule) => {
    const ended = await outcome(create({ keyId: CURRENT.keyId, encryptedValue }));
    expect(ended).toBe(`BAD_USER_INPUT: sealedValue.encryptedValue ${rule}`);
  });

  it.each([
    ['to the current key', CURRENT.keyId, 'sealed by the client'],
    ['to the key before, within its grace time of a day', PREVIOUS.keyId, 'sealed a little earlier'],
    ['and has 1 byte', CURRENT.keyId, 'x'],
    ['and has 64 KB', CURRENT.keyId, 'x'.repeat(65_536)],
  ])('opens to what the client sealed %s', async (_, keyId, text) => {
    const made = await create(await sealedTo(keyId, text));
    expect(await storedValue(backend(), made)).toBe(text);
    const page = { size: 1, backward: false, after: undefined, before: undefined };
    const versions = await backend().services.secretQueries.versions(
      owner.permit('VIEW_SECRETS'),
      made.id,
      page,
    );
    expect(versions.rows).toMatchObject([{ version: 1, keyId, sealedByClient: true }]);
  });

  it('is not looked at, whatever the type: the gateway cannot open it', async () => {
    const made = await create(await sealedTo(CURRENT.keyId, 'no cookie at all'), { type: 'COOKIE' });
    expect(await storedValue(backend(), made)).toBe('no cookie at all');
  });

  it('is accepted for as long as the grace time lasts, and no longer', async () => {
    const sealedValue = await sealedTo(PREVIOUS.keyId, 'v');
    for (const [graceMs, ended] of [
      [DAY_MS / 24 - 1000, 'KEY_UNAVAILABLE'],
      [DAY_MS / 24 + 60_000, 'ok'],
    ] as const) {
      const another = await openTestBackend(tested.url(), {
        openingKeys: [CURRENT, PREVIOUS, OLDEST],
        sealedBoxGraceMs: graceMs,
      });
      const call = another.services.secrets.create(permit(), secret({ sealedValue }));
      expect(await outcome(call)).toBe(ended);
      await another.close();
    }
  });

  it('names the current key to those who are about to seal', () => {
    const { keyId, publicKey: text } = backend().services.content.sealingKey;
    expect(keyId).toBe(CURRENT.keyId);
    expect(Buffer.from(text, 'base64')).toEqual(Buffer.from(publicKey(CURRENT.keyId)));
  });
});

describeOnEachDatabase('the stored envelope', (tested) => {
  const backend = usingBackend(tested);
  const envelopeOf = async ({ organizationId, id, version }: Secret) => {
    const { secretVersions, database } = backend().stores;
    const [row] = await secretVersions.envelopesOf(database.reader, organizationId, [
      { secretId: id, version },
    ]);
    return row!.envelope;
  };

  it('opens at its own place and at no other', async () => {
    const owner = await backend().owner();
    const { secrets } = backend().services;
    const permit = owner.permit('MANAGE_OWN_SECRETS');
    const made = await secrets.create(permit, secret({ value: value('the value') }));
    const other = await secrets.create(permit, secret({ value: value('another value') }));
    const envelope = await envelopeOf(made);
    const own: Binding = { organizationId: made.organizationId, secretId: made.id, version: 1 };
    const foreign: Partial<Binding>[] = [
      { secretId: other.id },
      { organizationId: (await backend().newOrganization()).organizationId },
      { version: 2 },
    ];
    for (const place of foreign) {
      await expect(backend().opener.open(envelope, { ...own, ...place })).rejects.toThrow('does not open');
    }
    await expect(backend().opener.open(envelope, own)).resolves.toBeDefined();
    expect(await storedValue(backend(), made)).toBe('the value');
  });

  it('is another one each time, also for the same value, and holds no byte of it', async () => {
    const owner = await backend().owner();
    const { secrets } = backend().services;
    const permit = owner.permit('MANAGE_OWN_SECRETS');
    const text = 'a value that is easy to recognise';
    const [one, two] = [
      await secrets.create(permit, secret({ value: value(text) })),
      await secrets.create(permit, secret({ value: value(text) })),
    ];
    const [first, second] = [await envelopeOf(one), await envelopeOf(two)];
    expect(Buffer.compare(first, second)).not.toBe(0);
    expect(Buffer.from(first).includes('recognise')).toBe(false);
    expect(await storedValue(backend(), one)).toBe(await storedValue(backend(), two));
  });

  it('of a file holds the bytes and not their base64', async () => {
    const owner = await backend().owner();
    const made = await backend().services.secrets.create(
      owner.permit('MANAGE_OWN_SECRETS'),
      secret({ isFile: true, value: value(Buffer.from('file').toString('base64')) }),
    );
    expect(await storedValue(backend(), made)).toBe('file');
  });
});
