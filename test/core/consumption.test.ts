import type { Consumer, ConsumerUses, OwnerGrant } from '../../src/core/consumer';
import { type ConsumptionFacts, consumption, waysOutOf } from '../../src/core/consumption';
import { effectivePermissions, type Permission } from '../../src/core/permission';
import type { Repository } from '../../src/core/repository';
import type { Secret } from '../../src/core/secret';
import { WAYS_OUT, type WayOut } from '../../src/core/way-out';

const NOW = new Date('2026-01-31T08:00:00.000Z');
const later = (milliseconds: number) => new Date(NOW.getTime() + milliseconds);
const NOTHING: ConsumerUses = { secretIds: [], namePrefix: null, teamId: null, repositoryId: null };

function consumerWith(uses: Partial<ConsumerUses>, more: Partial<Consumer> = {}): Consumer {
  return {
    id: 'consumer-1',
    organizationId: 'org-1',
    name: 'api',
    ownerId: null,
    publicKey: 'key',
    identity: null,
    uses: { ...NOTHING, ...uses },
    addressRanges: [],
    waysOut: WAYS_OUT,
    createdAt: NOW,
    createdBy: 'user-1',
    updatedAt: NOW,
    expiresAt: null,
    ...more,
  };
}

function secretWith(more: Partial<Secret> = {}): Secret {
  return {
    id: 'secret-1',
    organizationId: 'org-1',
    name: 'API_KEY',
    type: 'KEY_VALUE',
    note: null,
    isSensitive: true,
    isFile: false,
    access: 'ORGANIZATION',
    teamId: null,
    ownerId: null,
    visibility: 'ALL',
    usePolicy: null,
    version: 1,
    createdAt: NOW,
    createdBy: 'user-1',
    updatedAt: NOW,
    updatedBy: 'user-1',
    expiresAt: null,
    lastUsedAt: null,
    ...more,
  };
}

const REPOSITORY: Repository = {
  id: 'repo-1',
  organizationId: 'org-1',
  databaseId: 7,
  name: 'website',
  isPrivate: false,
  createdAt: NOW,
  updatedAt: NOW,
};

function ownerWith(permissions: readonly Permission[], more: Partial<OwnerGrant['reach']> = {}): OwnerGrant {
  return {
    permissions: effectivePermissions(permissions),
    reach: { principalId: 'user-1', teamIds: [], everyTeam: false, ...more },
  };
}

/** `'reasons'` when allowed, else the refusal. */
function decided(consumer: Consumer, secret: Secret, facts: Partial<ConsumptionFacts> = {}): string {
  const decision = consumption(consumer, secret, {
    repository: undefined,
    selectedRepositoryIds: [],
    owner: undefined,
    at: NOW,
    ...facts,
  });
  return decision.allowed ? decision.reasons.join('+') : decision.refusal;
}

const TEAM = { access: 'TEAM', teamId: 'team-1' } as const;
const MINE = { access: 'PERSONAL', ownerId: 'user-1' } as const;
const EVERYTHING = { secretIds: ['secret-1'], namePrefix: '', teamId: 'team-1', repositoryId: 'repo-1' };

describe('a consumer of the organization', () => {
  it.each<[string, Partial<ConsumerUses>, Partial<Secret>, Partial<ConsumptionFacts>, string]>([
    ['that is given nothing', {}, {}, {}, 'NOT_GRANTED'],
    ['that names another secret', { secretIds: ['secret-2'] }, {}, {}, 'NOT_GRANTED'],
    ['that names the secret', { secretIds: ['secret-1'] }, {}, {}, 'NAMED'],
    ['that names a secret of a team', { secretIds: ['secret-1'] }, TEAM, {}, 'NAMED'],
    ['with another prefix', { namePrefix: 'DB_' }, {}, {}, 'NOT_GRANTED'],
    ['with a prefix in another case', { namePrefix: 'api_' }, {}, {}, 'NAME_PREFIX'],
    [
      'with a prefix that folds to two letters',
      { namePrefix: 'STRASSE' },
      { name: 'Straße_KEY' },
      {},
      'NAME_PREFIX',
    ],
    ['with the empty prefix', { namePrefix: '' }, {}, {}, 'NAME_PREFIX'],
    ['with a prefix, for a secret of a team', { namePrefix: '' }, TEAM, {}, 'NOT_GRANTED'],
    ['with another team', { teamId: 'team-2' }, TEAM, {}, 'NOT_GRANTED'],
    ['with the team', { teamId: 'team-1' }, TEAM, {}, 'TEAM'],
    ['with a team, for a secret of the organization', { teamId: 'team-1' }, {}, {}, 'NOT_GRANTED'],
    ['with a repository that is gone', { repositoryId: 'repo-1' }, {}, {}, 'NOT_GRANTED'],
    ['with a repository', { repositoryId: 'repo-1' }, {}, { repository: REPOSITORY }, 'REPOSITORY'],
    ['without the repository of the facts', {}, {}, { repository: REPOSITORY }, 'NOT_GRANTED'],
    ['with everything', EVERYTHING, {}, { repository: REPOSITORY }, 'NAMED+NAME_PREFIX+REPOSITORY'],
    ['with everything, for a secret of the team', EVERYTHING, TEAM, { repository: REPOSITORY }, 'NAMED+TEAM'],
    ['with everything, for a personal secret', EVERYTHING, MINE, { repository: REPOSITORY }, 'OTHER_OWNER'],
    [
      'with everything, for another organization',
      EVERYTHING,
      { organizationId: 'org-2' },
      {},
      'OTHER_ORGANIZATION',
    ],
    ['with everything, for a secret that has expired', EVERYTHING, { expiresAt: NOW }, {}, 'SECRET_EXPIRED'],
    ['for a secret that is about to expire', { namePrefix: '' }, { expiresAt: later(1) }, {}, 'NAME_PREFIX'],
  ])('%s', (_, uses, secret, facts, expected) => {
    expect(decided(consumerWith(uses), secretWith(secret), facts)).toBe(expected);
  });

  it('gets nothing from the moment at which it expires', () => {
    const expiring = (expiresAt: Date) =>
      decided(consumerWith({ namePrefix: '' }, { expiresAt }), secretWith());
    expect([expiring(later(1)), expiring(NOW), expiring(later(-1))]).toEqual([
      'NAME_PREFIX',
      'CONSUMER_EXPIRED',
      'CONSUMER_EXPIRED',
    ]);
  });
});

describe('visibility decides what a repository gives', () => {
  it.each<[Partial<Secret>, Partial<Repository>, readonly number[], string]>([
    [{ visibility: 'ALL' }, {}, [], 'REPOSITORY'],
    [{ visibility: 'PRIVATE' }, {}, [], 'NOT_GRANTED'],
    [{ visibility: 'PRIVATE' }, { isPrivate: true }, [], 'REPOSITORY'],
    [{ visibility: 'SELECTED' }, { isPrivate: true }, [], 'NOT_GRANTED'],
    [{ visibility: 'SELECTED' }, {}, [8, 9], 'NOT_GRANTED'],
    [{ visibility: 'SELECTED' }, {}, [6, 7], 'REPOSITORY'],
    [{ visibility: 'ALL' }, { organizationId: 'org-2' }, [], 'NOT_GRANTED'],
    [{ visibility: 'ALL' }, { id: 'repo-2' }, [], 'NOT_GRANTED'],
    [{ visibility: 'ALL', ...TEAM }, {}, [], 'NOT_GRANTED'],
  ])('%p for %p of %p', (secret, repository, selectedRepositoryIds, expected) => {
    const facts = { repository: { ...REPOSITORY, ...repository }, selectedRepositoryIds };
    expect(decided(consumerWith({ repositoryId: 'repo-1' }), secretWith(secret), facts)).toBe(expected);
  });
});

describe('a personal consumer', () => {
  const own = (uses: Partial<ConsumerUses> = { namePrefix: '' }) => consumerWith(uses, { ownerId: 'user-1' });

  it.each<[string, Partial<Secret>, OwnerGrant | undefined, string]>([
    ['gets its owner’s secrets', MINE, ownerWith(['USE_SECRETS']), 'NAME_PREFIX'],
    [
      'does not get another’s',
      { ...MINE, ownerId: 'user-2' },
      ownerWith(['MANAGE_CONSUMERS']),
      'OTHER_OWNER',
    ],
    ['gets nothing when its owner is gone', MINE, undefined, 'OWNER_MAY_NOT'],
    ['gets nothing when its owner may no longer use any', MINE, ownerWith(['VIEW_SECRETS']), 'OWNER_MAY_NOT'],
    ['gets none of the organization’s', {}, ownerWith(['USE_SECRETS']), 'OWNER_MAY_NOT'],
    [
      'gets the organization’s when its owner may register such',
      {},
      ownerWith(['MANAGE_CONSUMERS']),
      'NAME_PREFIX',
    ],
  ])('%s', (_, secret, owner, expected) => {
    expect(decided(own(), secretWith(secret), { owner })).toBe(expected);
  });

  it('reaches no further into teams than its owner', () => {
    const consumer = own({ teamId: 'team-1' });
    const with_ = (owner: OwnerGrant) => decided(consumer, secretWith(TEAM), { owner });
    expect(with_(ownerWith(['MANAGE_CONSUMERS']))).toBe('OWNER_MAY_NOT');
    expect(with_(ownerWith(['MANAGE_CONSUMERS'], { teamIds: ['team-1'] }))).toBe('TEAM');
    expect(with_(ownerWith(['MANAGE_CONSUMERS'], { everyTeam: true }))).toBe('TEAM');
  });
});

describe('how a value leaves', () => {
  const policy = (...waysOut: WayOut[]) => ({
    hosts: ['api.example.com'],
    methods: ['GET'],
    pathPrefixes: ['/'],
    slots: ['authorization'],
    waysOut,
  });
  const FACTS = { repository: undefined, selectedRepositoryIds: [], owner: undefined, at: NOW };
  const EVERY_WAY = policy('DELIVER', 'INJECT', 'CODE');

  it.each<[string, Partial<Secret>, readonly WayOut[]]>([
    ['delivered without a policy', {}, ['DELIVER']],
    ['injected only', { usePolicy: policy('INJECT') }, ['INJECT']],
    ['delivered only', { usePolicy: policy('DELIVER') }, ['DELIVER']],
    ['both', { usePolicy: policy('DELIVER', 'INJECT') }, ['DELIVER', 'INJECT']],
    ['never a code, unless it is a seed', { usePolicy: EVERY_WAY }, ['DELIVER', 'INJECT']],
    ['nothing, if it has a code only and is none', { usePolicy: policy('CODE') }, []],
    ['a code, if it is a seed', { type: 'TOTP' }, ['CODE']],
    ['never the seed', { type: 'TOTP', usePolicy: EVERY_WAY }, ['INJECT', 'CODE']],
    ['no code, if it is injected only', { type: 'TOTP', usePolicy: policy('INJECT') }, ['INJECT']],
    ['cookies like other values', { type: 'COOKIE' }, ['DELIVER']],
  ])('%s', (_, more, expected) => {
    const secret = secretWith(more);
    expect(waysOutOf(secret)).toEqual(expected);
    const decision = consumption(consumerWith({ namePrefix: '' }), secret, FACTS);
    if (expected.length === 0) expect(decision).toEqual({ allowed: false, refusal: 'NO_WAY_OUT' });
    else expect(decision).toEqual({ allowed: true, reasons: ['NAME_PREFIX'], waysOut: expected });
  });

  it('is decided by secret and consumer together, whichever way each of them lacks', () => {
    const sets = [0, 1, 2, 3, 4, 5, 6, 7].map((bits) => WAYS_OUT.filter((_, index) => bits & (1 << index)));
    for (const ofSecret of sets) {
      for (const ofConsumer of sets) {
        for (const type of ['KEY_VALUE', 'TOTP'] as const) {
          const secret = secretWith({ type, usePolicy: policy(...ofSecret) });
          const decision = consumption(
            consumerWith({ namePrefix: '' }, { waysOut: ofConsumer }),
            secret,
            FACTS,
          );
          const given = decision.allowed ? decision.waysOut : [];
          const never = type === 'TOTP' ? 'DELIVER' : 'CODE';
          const common = WAYS_OUT.filter((way) => ofSecret.includes(way) && ofConsumer.includes(way));
          expect(given).toEqual(common.filter((way) => way !== never));
        }
      }
    }
  });

  it('does not matter where nothing is granted', () => {
    expect(decided(consumerWith({}), secretWith({ usePolicy: EVERY_WAY }))).toBe('NOT_GRANTED');
    expect(decided(consumerWith({ namePrefix: '' }, { waysOut: [] }), secretWith())).toBe('NO_WAY_OUT');
  });
});
