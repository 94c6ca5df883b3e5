import { newId } from '../../src/core/id';
import { foldCase } from '../../src/core/name';
import type { Secret } from '../../src/core/secret';
import { Database, type Reading, type UnitOfWork } from '../../src/storage/database';
import { changesOf, rowsOf } from '../../src/storage/sql/query';
import { sql } from '../../src/storage/sql/sql';
import type { SecretStore } from '../../src/storage/stores/secret.store';
import type { SecretScope } from '../../src/storage/stores/secret-scope';
import type { TestDatabase } from '../support/databases';

const NOW = new Date('2026-01-02T03:04:05.678Z');

/** An open, migrated database for the tests of a block; closed after them. */
export function usingDatabase(tested: TestDatabase): () => Database {
  let database: Database | undefined;
  beforeAll(async () => {
    database = await Database.open({ url: tested.url() });
    await database.migrate();
  });
  afterAll(() => database?.close());
  return () => {
    if (database === undefined) throw new Error('the database is open from beforeAll on');
    return database;
  };
}

/** A new organization with its teams; their ids. */
export async function organizationWith(
  database: Database,
  teams = 0,
): Promise<{ id: string; teamIds: string[] }> {
  const id = newId('org');
  const teamIds = Array.from({ length: teams }, () => newId('team'));
  await database.unitOfWork(async (unit) => {
    await changesOf(
      unit,
      sql`INSERT INTO organization (id, slug, name, created_at, updated_at) VALUES (${id}, ${id}, 'Example', ${NOW}, ${NOW})`,
    );
    for (const teamId of teamIds) {
      await changesOf(
        unit,
        sql`INSERT INTO team (id, organization_id, name, name_folded, created_at, updated_at) VALUES (${teamId}, ${id}, ${teamId}, ${teamId}, ${NOW}, ${NOW})`,
      );
    }
  });
  return { id, teamIds };
}

/** A secret of an organization; `more` says what is special about it. */
export function secretOf(organizationId: string, name: string, more: Partial<Secret> = {}): Secret {
  return {
    id: newId('secret'),
    organizationId,
    name,
    type: 'KEY_VALUE',
    note: null,
    isSensitive: true,
    isFile: false,
    access: 'ORGANIZATION',
    teamId: null,
    ownerId: null,
    visibility: 'ALL',
    version: 1,
    createdAt: NOW,
    createdBy: 'svc-1',
    updatedAt: NOW,
    updatedBy: 'svc-1',
    expiresAt: null,
    lastUsedAt: null,
    usePolicy: null,
    ...more,
  };
}

/** Stores secrets in one unit. */
export function store(database: Database, secrets: SecretStore, rows: readonly Secret[]): Promise<void> {
  return database.unitOfWork(async (unit) => {
    for (const row of rows) await secrets.insert(unit, row, foldCase(row.name));
  });
}

/** Who sees the organization's own secrets and no others. */
export function member(organizationId: string, principalId = 'user-nobody'): SecretScope {
  return { organizationId, reach: { principalId, teamIds: [], everyTeam: false } };
}

/** Compares as both databases must: by the bytes of UTF-8. */
export function bytewise(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** What a version has that no test of the store gives. */
export const GIVEN_BY_NOBODY = { restoredFrom: null, address: null, client: null, lastUsedAt: null } as const;

/** Rows of a table that hold the value in the column: what is stored, whatever a store says. */
export async function stored(on: Reading, table: 'secret_version' | 'secret_repository', secretId: string) {
  return table === 'secret_version'
    ? rowsOf(on, sql`SELECT secret_id FROM secret_version WHERE secret_id = ${secretId}`)
    : rowsOf(on, sql`SELECT secret_id FROM secret_repository WHERE secret_id = ${secretId}`);
}

/** A statement as it reached the driver. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Runs reads in one transaction and keeps what they sent to the driver. */
export async function statementsOf(
  database: Database,
  work: (on: UnitOfWork) => Promise<unknown>,
): Promise<Statement[]> {
  const seen: Statement[] = [];
  await database.unitOfWork(async (unit) => {
    const runner = unit.manager.queryRunner;
    if (runner === undefined) throw new Error('a unit has its own connection');
    const query = jest.spyOn(runner, 'query');
    try {
      await work(unit);
      seen.push(...query.mock.calls.map(([text, values]) => ({ text, values: (values ?? []) as unknown[] })));
    } finally {
      query.mockRestore();
    }
  });
  return seen;
}
