import type { CreateSecret } from '../../src/services/secret.command';
import type { Caller } from '../support/backend';
import { describeOnEachDatabase } from '../support/databases';
import { eventsAdded, newName, outcome, secret, usingBackend, value } from './services.fixture';

const KB64 = 64 * 1024;
const base64 = (bytes: number) => Buffer.alloc(bytes, 7).toString('base64');
const SEED = 'JBSWY3DPEHPK3PXP';

describeOnEachDatabase('the input of a secret', (tested) => {
  const backend = usingBackend(tested);
  const secrets = () => backend().services.secrets;
  let owner: Caller;
  let other: Caller;
  let foreignTeamId: string;
  let foreignRepository: number;
  beforeAll(async () => {
    owner = await backend().owner();
    other = await backend().newOrganization();
    const { teams, repositories } = backend().services;
    foreignTeamId = (await teams.create(other.permit('MANAGE_ORGANIZATION'), 'theirs')).id;
    const command = { name: 'theirs', isPrivate: true };
    foreignRepository = (await repositories.create(other.permit('MANAGE_ORGANIZATION'), command)).databaseId;
  });
  const create = (more: Partial<CreateSecret>) =>
    outcome(secrets().create(owner.permit('MANAGE_OWN_SECRETS'), secret(more)));

  it.each<[string, Partial<CreateSecret>, string]>([
    ['an empty name', { name: '' }, 'name length'],
    ['a name of 256 characters', { name: 'x'.repeat(256) }, 'name length'],
    ['a name with a zero-width space', { name: 'A\u200bB' }, 'name invisible'],
    ['a name with a right-to-left override', { name: 'A\u202eB' }, 'name invisible'],
    ['a name with a line feed', { name: 'A\nB' }, 'name invisible'],
    ['a name with a NUL', { name: 'A\0B' }, 'name invisible'],
    ['a name with a lone surrogate', { name: 'A\ud800' }, 'name unicode'],
    ['a name that ends with a space', { name: 'A ' }, 'name space'],
    ['a name with a Cyrillic look-alike', { name: 'АPI_KEY' }, 'name lookalike'],
    ['no value at all', { value: null }, 'value exclusive'],
    [
      'a value and a sealed value',
      { value: value('v'), sealedValue: { keyId: 'key', encryptedValue: 'x' } },
      'value exclusive',
    ],
    ['an empty value', { value: value('') }, 'value length'],
    ['a value of 64 KB and a byte', { value: value('x'.repeat(KB64 + 1)) }, 'value length'],
    [
      'a value whose bytes are too many, though not its characters',
      { value: value('€'.repeat(KB64 / 2)) },
      'value length',
    ],
    ['a file that is no base64', { isFile: true, value: value('no base64!') }, 'value base64'],
    ['a file in base64 without padding', { isFile: true, value: value('QUI') }, 'value base64'],
    ['an empty file', { isFile: true, value: value('') }, 'value length'],
    ['a file of 64 KB and a byte', { isFile: true, value: value(base64(KB64 + 1)) }, 'value length'],
    ['a cookie that is none', { type: 'COOKIE', value: value('no cookie') }, 'value cookie'],
    ['a TOTP seed that is none', { type: 'TOTP', value: value('not-a-seed!') }, 'value totp'],
    ['an HOTP URI', { type: 'TOTP', value: value(`otpauth://hotp/x?secret=${SEED}`) }, 'value totp'],
    ['a TOTP file that holds no seed', { type: 'TOTP', isFile: true, value: value('AAAA') }, 'value totp'],
    ['a note of 501 characters', { note: 'x'.repeat(501) }, 'note length'],
    ['a note with a control character', { note: 'a\u0007' }, 'note control'],
    ['a note with a lone surrogate', { note: '\udc00' }, 'note unicode'],
    ['an expiry in the past', { expiresAt: new Date(Date.now() - 1) }, 'expiresAt future'],
    ['an expiry that is no time', { expiresAt: new Date(Number.NaN) }, 'expiresAt future'],
    ['an expiry in the year 10000', { expiresAt: new Date(Date.UTC(10_000, 0)) }, 'expiresAt future'],
    ['a team without access TEAM', { teamId: 'team-00000000000000000000000000' }, 'teamId exclusive'],
    ['access TEAM without a team', { access: 'TEAM' }, 'teamId exclusive'],
    ['a personal secret with a team', { access: 'PERSONAL', teamId: 'x' }, 'teamId exclusive'],
    ['a team id that is none', { access: 'TEAM', teamId: 'x' }, 'teamId id'],
    [
      'an id of another noun for the team',
      { access: 'TEAM', teamId: 'org-00000000000000000000000000' },
      'teamId id',
    ],
    ['repositories without SELECTED', { selectedRepositoryIds: [] }, 'selectedRepositoryIds visibility'],
    [
      'a repository that does not exist',
      { visibility: 'SELECTED', selectedRepositoryIds: [2 ** 31 - 1] },
      'selectedRepositoryIds repository',
    ],
    [
      'a number that no repository can have',
      { visibility: 'SELECTED', selectedRepositoryIds: [2 ** 53, -1, 0.5] },
      'selectedRepositoryIds repository',
    ],
    [
      '1001 repositories',
      { visibility: 'SELECTED', selectedRepositoryIds: Array.from({ length: 1001 }, (_, at) => at) },
      'selectedRepositoryIds length',
    ],
    ['an idempotency key of 15 characters', { idempotencyKey: 'k'.repeat(15) }, 'idempotencyKey format'],
    ['an idempotency key of 129 characters', { idempotencyKey: 'k'.repeat(129) }, 'idempotencyKey format'],
    ['an idempotency key with a space', { idempotencyKey: 'key with a space' }, 'idempotencyKey format'],
  ])('refuses %s, and neither a secret nor an event comes of it', async (_, more, violation) => {
    const count = () => backend().services.secretQueries.counts([owner.permit('VIEW_SECRETS')], {});
    const before = await count();
    let ended = '';
    const events = await eventsAdded(backend(), owner.organizationId, async () => {
      ended = await create(more);
    });
    expect(ended).toBe(`BAD_USER_INPUT: ${violation}`);
    expect(events).toEqual([]);
    expect(await count()).toEqual(before);
  });

  it('refuses the same in a put and in an update', async () => {
    const permit = owner.permit('MANAGE_OWN_SECRETS');
    const made = await secrets().create(permit, secret());
    const bad = { note: 'x'.repeat(501) };
    expect(await outcome(secrets().put(permit, secret(bad)))).toBe('BAD_USER_INPUT: note length');
    expect(await outcome(secrets().update(permit, { id: made.id, ...bad }))).toBe(
      'BAD_USER_INPUT: note length',
    );
    expect(await outcome(secrets().update(permit, { id: made.id, name: null }))).toBe(
      'BAD_USER_INPUT: name required',
    );
    expect(await outcome(secrets().update(permit, { id: 'secret-x' }))).toBe('BAD_USER_INPUT: id id');
    expect(await outcome(secrets().delete(permit, made.id.replace('secret', 'team')))).toBe(
      'BAD_USER_INPUT: id id',
    );
    expect(await outcome(secrets().update(permit, { id: made.id, note: 'good' }))).toBe('ok');
  });

  it("does not say whether another organization's team or repository exists", async () => {
    expect(await create({ access: 'TEAM', teamId: foreignTeamId })).toBe('NOT_FOUND');
    expect(await create({ access: 'TEAM', teamId: 'team-00000000000000000000000000' })).toBe('NOT_FOUND');
    expect(await create({ visibility: 'SELECTED', selectedRepositoryIds: [foreignRepository] })).toBe(
      'BAD_USER_INPUT: selectedRepositoryIds repository',
    );
  });

  it('never repeats a value in an error', async () => {
    const canary = 'V3ryS3cretV4lue';
    for (const more of [
      { type: 'TOTP', value: value(`!${canary}`) },
      { type: 'COOKIE', value: value(`${canary} `) },
      { isFile: true, value: value(canary) },
      { name: '', value: value(canary) },
    ] as const) {
      const error: unknown = await secrets()
        .create(owner.permit('MANAGE_OWN_SECRETS'), secret(more))
        .catch((thrown) => thrown);
      expect(error).toBeInstanceOf(Error);
      expect(JSON.stringify(error) + String(error) + (error as Error).stack).not.toContain(canary);
    }
  });

  it.each<[string, Partial<CreateSecret>]>([
    ['a value of 1 byte', { value: value('x') }],
    ['a value of 64 KB', { value: value('x'.repeat(KB64)) }],
    ['a file of 64 KB', { isFile: true, value: value(base64(KB64)) }],
    ['a name of 255 characters', { name: `${newName()}${'💚'.repeat(200)}` }],
    ['a cookie header', { type: 'COOKIE', value: value('session=abc; theme=dark') }],
    ['a JSON array of cookies', { type: 'COOKIE', value: value('[{"name":"a","value":"b"}]') }],
    ['a base32 seed', { type: 'TOTP', value: value(SEED) }],
    ['a TOTP URI', { type: 'TOTP', value: value(`otpauth://totp/x?secret=${SEED}`) }],
    ['a note of 500 characters', { note: '💚'.repeat(500) }],
    ['an expiry in an hour', { expiresAt: new Date(Date.now() + 3_600_000) }],
    ['an expiry at the end of the year 9999', { expiresAt: new Date(Date.UTC(10_000, 0) - 1) }],
    ['a personal secret', { access: 'PERSONAL' }],
    ['a prototype for a name', { name: '__proto__' }],
  ])('takes %s', async (_, more) => {
    const made = await secrets().create(owner.permit('MANAGE_OWN_SECRETS'), secret(more));
    const [found] = await backend().services.secretQueries.find([owner.permit('VIEW_SECRETS')], [made.id]);
    expect(found).toEqual(made);
    expect(made).toMatchObject({ version: 1, note: more.note ?? null, expiresAt: more.expiresAt ?? null });
  });
});
