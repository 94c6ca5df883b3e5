import type { Page, PageRequest } from '../../core/page';
import { PrincipalKind, type PrincipalProfile, type ServiceUser, type User } from '../../core/principal';
import type { ServiceUserRow } from '../entities/service-user.entity';
import type { UserAccountRow } from '../entities/user-account.entity';
import { keysetPages, mapPages } from '../sql/keyset';
import { changesOf, countsOf, flagOf, rowsOf, timeOf } from '../sql/query';
import { forUpdate, list, type Sql, sql } from '../sql/sql';
import type { Reading, UnitOfWork } from '../sql/unit-of-work';

const USER_COLUMNS = sql`id, name, email, created_at`;
const SERVICE_USER_COLUMNS = sql`id, organization_id, name, may_create_organizations, created_at, created_by, updated_at`;

/** Persistence of users and service users. */
export class PrincipalStore {
  /** Kind and name of principals of either kind, in no order; one statement. */
  async profiles(on: Reading, ids: readonly string[]): Promise<Omit<PrincipalProfile, 'organizationId'>[]> {
    if (ids.length === 0) return [];
    return rowsOf(
      on,
      sql`SELECT id, ${PrincipalKind.USER} AS kind, name FROM user_account WHERE id IN (${list(ids)})
        UNION ALL SELECT id, ${PrincipalKind.SERVICE_USER} AS kind, name FROM service_user WHERE id IN (${list(ids)})`,
    );
  }

  /** The user whom the identity provider knows by this subject. */
  async findUser(on: Reading, issuer: string, subject: string): Promise<User | undefined> {
    return (await this.#users(on, sql`issuer = ${issuer} AND subject = ${subject}`))[0];
  }

  /** The users with these ids, in no order. */
  async users(on: Reading, ids: readonly string[]): Promise<User[]> {
    return ids.length === 0 ? [] : this.#users(on, sql`id IN (${list(ids)})`);
  }

  /** @throws Conflict when issuer and subject have a user. */
  async insertUser(unit: UnitOfWork, user: User, issuer: string, subject: string): Promise<void> {
    const { id, name, email, createdAt } = user;
    await changesOf(
      unit,
      sql`INSERT INTO user_account (id, issuer, subject, name, email, created_at, updated_at) VALUES (${id}, ${issuer}, ${subject}, ${name}, ${email}, ${createdAt}, ${createdAt})`,
    );
  }

  /** Writes what the identity provider now says. */
  async updateUser(unit: UnitOfWork, { id, name, email }: User, at: Date): Promise<void> {
    await changesOf(
      unit,
      sql`UPDATE user_account SET name = ${name}, email = ${email}, updated_at = ${at} WHERE id = ${id}`,
    );
  }

  /** The service users with these ids, in no order. */
  async serviceUsers(on: Reading, ids: readonly string[]): Promise<ServiceUser[]> {
    return ids.length === 0 ? [] : this.#serviceUsers(on, sql`id IN (${list(ids)})`);
  }

  /** @param folded the canonical form of the name. */
  async serviceUserByName(
    on: Reading,
    organizationId: string,
    folded: string,
  ): Promise<ServiceUser | undefined> {
    const where = sql`organization_id = ${organizationId} AND name_folded = ${folded}`;
    return (await this.#serviceUsers(on, where))[0];
  }

  /** A page for each organization, in order of the folded name. */
  async pageServiceUsers(
    on: Reading,
    organizationIds: readonly string[],
    page: PageRequest,
  ): Promise<Map<string, Page<ServiceUser>>> {
    const all = {
      columns: SERVICE_USER_COLUMNS,
      from: sql`service_user`,
      where: sql`organization_id IN (${list(organizationIds)})`,
      order: { column: 'name_folded', id: 'id', descending: false },
    };
    const pages = await keysetPages<ServiceUserRow>(on, all, 'organization_id', organizationIds, page);
    return mapPages(pages, toServiceUser);
  }

  /** How many service users each organization has. */
  countServiceUsers(on: Reading, organizationIds: readonly string[]): Promise<Map<string, number>> {
    return countsOf(
      on,
      sql`SELECT organization_id AS key, COUNT(*) AS count FROM service_user WHERE organization_id IN (${list(organizationIds)}) GROUP BY organization_id`,
      organizationIds,
    );
  }

  /** The service user, locked until the unit ends. */
  async lockServiceUser(
    unit: UnitOfWork,
    organizationId: string,
    id: string,
  ): Promise<ServiceUser | undefined> {
    const where = sql`organization_id = ${organizationId} AND id = ${id}${forUpdate(unit)}`;
    return (await this.#serviceUsers(unit, where))[0];
  }

  /** @throws Conflict when the name is taken. */
  async insertServiceUser(unit: UnitOfWork, serviceUser: ServiceUser, nameFolded: string): Promise<void> {
    const { id, organizationId, name, mayCreateOrganizations, createdAt, createdBy, updatedAt } = serviceUser;
    await changesOf(
      unit,
      sql`INSERT INTO service_user (${SERVICE_USER_COLUMNS}, name_folded) VALUES (${id}, ${organizationId}, ${name}, ${mayCreateOrganizations}, ${createdAt}, ${createdBy}, ${updatedAt}, ${nameFolded})`,
    );
  }

  /** @throws Conflict when the name is taken. */
  async updateServiceUser(unit: UnitOfWork, serviceUser: ServiceUser, nameFolded: string): Promise<void> {
    const { id, organizationId, name, mayCreateOrganizations, updatedAt } = serviceUser;
    await changesOf(
      unit,
      sql`UPDATE service_user SET name = ${name}, name_folded = ${nameFolded}, may_create_organizations = ${mayCreateOrganizations}, updated_at = ${updatedAt} WHERE organization_id = ${organizationId} AND id = ${id}`,
    );
  }

  /** Deletes the service user with its tokens and memberships. */
  async deleteServiceUser(unit: UnitOfWork, organizationId: string, id: string): Promise<void> {
    const where = sql`organization_id = ${organizationId} AND id = ${id}`;
    if ((await changesOf(unit, sql`DELETE FROM service_user WHERE ${where}`)) === 0) return;
    // A principal is in one of two tables, so that no foreign key can do this.
    await changesOf(unit, sql`DELETE FROM token WHERE principal_id = ${id}`);
    await changesOf(unit, sql`DELETE FROM membership WHERE principal_id = ${id}`);
  }

  async #users(on: Reading, where: Sql): Promise<User[]> {
    const rows = await rowsOf<UserAccountRow>(
      on,
      sql`SELECT ${USER_COLUMNS} FROM user_account WHERE ${where}`,
    );
    return rows.map(toUser);
  }

  async #serviceUsers(on: Reading, where: Sql): Promise<ServiceUser[]> {
    const rows = await rowsOf<ServiceUserRow>(
      on,
      sql`SELECT ${SERVICE_USER_COLUMNS} FROM service_user WHERE ${where}`,
    );
    return rows.map(toServiceUser);
  }
}

function toUser(row: UserAccountRow): User {
  return { id: row.id, name: row.name, email: row.email, createdAt: timeOf(row.created_at) };
}

function toServiceUser(row: ServiceUserRow): ServiceUser {
  return {
    id: row.id,
    organizationId: row.organization_id,
    name: row.name,
    mayCreateOrganizations: flagOf(row.may_create_organizations),
    createdAt: timeOf(row.created_at),
    createdBy: row.created_by,
    updatedAt: timeOf(row.updated_at),
  };
}
