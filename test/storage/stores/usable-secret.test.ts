import type { Consumer, OwnerGrant } from '../../../src/core/consumer';
import { type ConsumptionFacts, consumption } from '../../../src/core/consumption';
import { newId } from '../../../src/core/id';
import { Permission } from '../../../src/core/permission';
import { isWithinReach, type Reach } from '../../../src/core/reach';
import type { Repository } from '../../../src/core/repository';
import type { Secret } from '../../../src/core/secret';
import { WAYS_OUT, type WayOut } from '../../../src/core/way-out';
import type { Database } from '../../../src/storage/database';
import { changesOf } from '../../../src/storage/sql/query';
import { sql } from '../../../src/storage/sql/sql';
import { ConsumerStore } from '../../../src/storage/stores/consumer.store';
import { ConsumptionStore } from '../../../src/storage/stores/consumption.store';
import { RepositoryStore } from '../../../src/storage/stores/repository.store';
import { SecretStore } from '../../../src/storage/stores/secret.store';
import { SecretRepositoryStore } from '../../../src/storage/stores/secret-repository.store';
import { describeOnEachDatabase } from '../../support/databases';
import { organizationWith, secretOf, store, usingDatabase } from '../secret.fixture';

const AT = new Date('2026-06-01T00:00:00.000Z');
const OWNER = 'user-owner';
const PLACES = {
  hosts: ['a.example'],
  methods: ['GET'],
  pathPrefixes: ['/"waysOut":["CODE"'],
  slots: ['body'],
};
const NOBODY: Reach = { principalId: null, teamIds: [], everyTeam: false };

/** A repeatable choice: number `at` of every combination of the options, in which each option comes up evenly. */
function choices(at: number) {
  let rest = at * 2654435761;
  return <Option>(options: readonly Option[]): Option => {
    rest = Math.abs(Math.imul(rest ^ (rest >>> 15), 2246822519) ^ at) >>> 0;
    return options[rest % options.length] as Option;
  };
}

const LISTS: readonly (readonly WayOut[])[] = [
  ['DELIVER'],
  ['INJECT'],
  ['CODE'],
  ['DELIVER', 'INJECT'],
  ['INJECT', 'CODE'],
  WAYS_OUT,
];

interface World {
  readonly organizationId: string;
  readonly teamIds: readonly string[];
  readonly repositories: readonly Repository[];
  readonly secrets: readonly Secret[];
  readonly selected: ReadonlyMap<string, readonly number[]>;
}

async function worldOf(database: Database): Promise<World> {
  const { id: organizationId, teamIds } = await organizationWith(database, 2);
  const repositories: Repository[] = [];
  const secretStore = new SecretStore();
  for (const isPrivate of [false, true]) {
    const name = `repository ${isPrivate}`;
    const row = { id: newId('repo'), organizationId, name, isPrivate, createdAt: AT, updatedAt: AT };
    const databaseId = await database.unitOfWork((unit) => new RepositoryStore().insert(unit, row, name));
    repositories.push({ ...row, databaseId });
  }
  const secrets = Array.from({ length: 120 }, (_, index) => {
    const choose = choices(index + 1);
    const access = choose(['ORGANIZATION', 'ORGANIZATION', 'TEAM', 'PERSONAL'] as const);
    const ways = choose(LISTS);
    return secretOf(organizationId, `${choose(['App', 'Other'])}_${index}`, {
      access,
      teamId: access === 'TEAM' ? choose(teamIds) : null,
      ownerId: access === 'PERSONAL' ? choose([OWNER, 'user-other']) : null,
      type: choose(['KEY_VALUE', 'TOTP', 'COOKIE']),
      visibility: choose(['ALL', 'PRIVATE', 'SELECTED']),
      expiresAt: choose([null, AT, new Date(AT.getTime() + 1), new Date(AT.getTime() - 1)]),
      usePolicy: choose([null, { ...PLACES, waysOut: ways }]),
    });
  });
  await store(database, secretStore, secrets);
  const selected = new Map<string, readonly number[]>();
  const selections = new SecretRepositoryStore();
  await database.unitOfWork(async (unit) => {
    for (const [index, { id }] of secrets.entries()) {
      const numbers = repositories
        .filter((_, at) => (index >> at) % 2 === 1)
        .map(({ databaseId }) => databaseId);
      selected.set(id, numbers);
      await selections.set(unit, id, numbers);
    }
    // As a gateway wrote it before policies named ways out: the value may be injected.
    for (const secret of secrets
      .filter(({ usePolicy }) => usePolicy?.waysOut.join() === 'INJECT')
      .slice(0, 5)) {
      await changesOf(
        unit,
        sql`UPDATE secret SET use_policy = ${JSON.stringify(PLACES)} WHERE id = ${secret.id}`,
      );
    }
  });
  return { organizationId, teamIds, repositories, secrets, selected };
}

/** Consumers of every kind, and what is known of each. */
function consumersOf(
  world: World,
): { consumer: Consumer; facts: Omit<ConsumptionFacts, 'selectedRepositoryIds'> }[] {
  return Array.from({ length: 40 }, (_, index) => {
    const choose = choices(index + 1_000);
    const repository = choose([undefined, ...world.repositories]);
    const ownerId = choose([null, null, OWNER]);
    const owner = choose<OwnerGrant | undefined>([
      undefined,
      { permissions: new Set([]), reach: NOBODY },
      { permissions: new Set([Permission.USE_SECRETS]), reach: { ...NOBODY, principalId: OWNER } },
      {
        permissions: new Set([Permission.USE_SECRETS, Permission.MANAGE_CONSUMERS]),
        reach: { principalId: OWNER, teamIds: world.teamIds.slice(0, 1), everyTeam: choose([false, true]) },
      },
    ]);
    const consumer: Consumer = {
      id: newId('consumer'),
      organizationId: world.organizationId,
      name: `consumer-${index}`,
      ownerId,
      publicKey: null,
      identity: null,
      uses: {
        secretIds: choose([[], world.secrets.filter((_each, at) => at % 3 === 0).map(({ id }) => id)]),
        namePrefix: choose([null, '', 'APP_']),
        teamId: choose([null, ...world.teamIds]),
        repositoryId: repository?.id ?? null,
      },
      addressRanges: [],
      waysOut: choose(LISTS),
      createdAt: AT,
      createdBy: OWNER,
      updatedAt: AT,
      expiresAt: choose([null, null, null, AT]),
    };
    return { consumer, facts: { repository, owner: ownerId === null ? undefined : owner, at: AT } };
  });
}

describeOnEachDatabase('what a consumer may use, in SQL', (tested) => {
  const database = usingDatabase(tested);

  it('is what the rule allows, for every kind of consumer, secret and viewer', async () => {
    const world = await worldOf(database());
    const consumptions = new ConsumptionStore();
    const on = database().reader;
    const seen = new Set<string>();
    for (const { consumer, facts } of consumersOf(world)) {
      await database().unitOfWork((unit) => new ConsumerStore().insert(unit, consumer, consumer.name));
      const decisions = world.secrets.map((secret) => {
        const selectedRepositoryIds = world.selected.get(secret.id) ?? [];
        return { secret, decision: consumption(consumer, secret, { ...facts, selectedRepositoryIds }) };
      });
      for (const { decision } of decisions) {
        for (const each of decision.allowed ? decision.reasons : [decision.refusal]) seen.add(each);
      }
      const allowed = decisions.filter(({ decision }) => decision.allowed).map(({ secret }) => secret);
      const walk = { after: undefined, backward: false, limit: 1_000, only: undefined };
      const found = await consumptions.candidates(on, consumer, facts, walk);
      expect(found.map(({ name }) => name).sort()).toEqual(allowed.map(({ name }) => name).sort());
      for (const reach of [
        NOBODY,
        { principalId: OWNER, teamIds: world.teamIds.slice(1), everyTeam: false },
      ]) {
        const scope = { organizationId: world.organizationId, reach };
        const shown = allowed.filter((secret) => isWithinReach(reach, secret));
        expect(await consumptions.count(on, consumer, facts, scope)).toBe(shown.length);
      }
    }
    // The positive control: every answer of the rule came up, but for a consumer of another organization.
    expect([...seen].sort()).toEqual(
      [
        ...['NAMED', 'NAME_PREFIX', 'TEAM', 'REPOSITORY', 'CONSUMER_EXPIRED', 'SECRET_EXPIRED'],
        ...['OTHER_OWNER', 'OWNER_MAY_NOT', 'NOT_GRANTED', 'NO_WAY_OUT'],
      ].sort(),
    );
  });
});
