import type { Page, PageRequest } from '../../core/page';
import { PrincipalKind, type PrincipalProfile, type ServiceUser, type User } from '../../core/principal';
import { SERVICE_USER } from '../entities/service-user.entity';
import { USER_ACCOUNT } from '../entities/user-account.entity';
import { keysetPages } from '../sql/keyset';
import { projection, selectAll, selectFirst } from '../sql/projection';
import { changesOf, countsOf, rowsOf } from '../sql/query';
import { forUpdate, list, sql } from '../sql/sql';
import { insertInto, updateOf } from '../sql/table';
import type { Reading, UnitOfWork } from '../sql/unit-of-work';

const USERS = projection(USER_ACCOUNT, { except: ['issuer', 'subject', 'updatedAt'] });
const SERVICE_USERS = projection(SERVICE_USER, { except: ['nameFolded'] });

/** The statements of users and service users. */
export class PrincipalStore {
  /** Kind and name of users and service users, in no particular order, in one statement. */
  async profiles(on: Reading, ids: readonly string[]): Promise<Omit<PrincipalProfile, 'organizationId'>[]> {
    if (ids.length === 0) return [];
    return rowsOf(
      on,
      sql`SELECT id, ${PrincipalKind.USER} AS kind, name FROM user_account WHERE id IN (${list(ids)})
        UNION ALL SELECT id, ${PrincipalKind.SERVICE_USER} AS kind, name FROM service_user WHERE id IN (${list(ids)})`,
    );
  }

  /** The user with this subject at the identity provider. */
  findUser(on: Reading, issuer: string, subject: string): Promise<User | undefined> {
    return selectFirst(on, USERS, sql`FROM user_account WHERE issuer = ${issuer} AND subject = ${subject}`);
  }

  /** The users with these ids, in no particular order. */
  async users(on: Reading, ids: readonly string[]): Promise<User[]> {
    return ids.length === 0 ? [] : selectAll(on, USERS, sql`FROM user_account WHERE id IN (${list(ids)})`);
  }

  /** @throws Conflict when a user has this issuer and subject. */
  async insertUser(unit: UnitOfWork, user: User, issuer: string, subject: string): Promise<void> {
    const row = { ...user, issuer, subject, updatedAt: user.createdAt };
    await changesOf(unit, insertInto(USER_ACCOUNT, row));
  }

  /** Writes the name and e-mail address that the identity provider now gives. */
  async updateUser(unit: UnitOfWork, user: User, at: Date): Promise<void> {
    const changes = updateOf(USER_ACCOUNT, { ...user, updatedAt: at });
    await changesOf(unit, sql`${changes} WHERE id = ${user.id}`);
  }

  /** The service users with these ids, in no particular order. */
  async serviceUsers(on: Reading, ids: readonly string[]): Promise<ServiceUser[]> {
    return ids.length === 0
      ? []
      : selectAll(on, SERVICE_USERS, sql`FROM service_user WHERE id IN (${list(ids)})`);
  }

  /** @param folded the folded name. */
  serviceUserByName(on: Reading, organizationId: string, folded: string): Promise<ServiceUser | undefined> {
    const where = sql`organization_id = ${organizationId} AND name_folded = ${folded}`;
    return selectFirst(on, SERVICE_USERS, sql`FROM service_user WHERE ${where}`);
  }

  /** A page for each organization, by name. */
  pageServiceUsers(
    on: Reading,
    organizationIds: readonly string[],
    page: PageRequest,
  ): Promise<Map<string, Page<ServiceUser>>> {
    const all = {
      what: SERVICE_USERS,
      from: sql`service_user`,
      where: sql`organization_id IN (${list(organizationIds)})`,
      order: { column: 'name_folded', id: 'id', descending: false },
    };
    return keysetPages(on, all, 'organization_id', organizationIds, page);
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
  lockServiceUser(unit: UnitOfWork, organizationId: string, id: string): Promise<ServiceUser | undefined> {
    const where = sql`organization_id = ${organizationId} AND id = ${id}${forUpdate(unit)}`;
    return selectFirst(unit, SERVICE_USERS, sql`FROM service_user WHERE ${where}`);
  }

  /** @throws Conflict when the name is taken. */
  async insertServiceUser(unit: UnitOfWork, serviceUser: ServiceUser, nameFolded: string): Promise<void> {
    await changesOf(unit, insertInto(SERVICE_USER, { ...serviceUser, nameFolded }));
  }

  /** @throws Conflict when the name is taken. */
  async updateServiceUser(unit: UnitOfWork, serviceUser: ServiceUser, nameFolded: string): Promise<void> {
    const { id, organizationId } = serviceUser;
    const changes = updateOf(SERVICE_USER, { ...serviceUser, nameFolded });
    await changesOf(unit, sql`${changes} WHERE organization_id = ${organizationId} AND id = ${id}`);
  }

  /** Deletes the service user with its tokens and memberships. What was made with its tokens must be revoked before. */
  async deleteServiceUser(unit: UnitOfWork, organizationId: string, id: string): Promise<void> {
    const where = sql`organization_id = ${organizationId} AND id = ${id}`;
    if ((await changesOf(unit, sql`DELETE FROM service_user WHERE ${where}`)) === 0) return;
    // A principal is in one of two tables, so no foreign key can do this.
    await changesOf(unit, sql`DELETE FROM token WHERE principal_id = ${id}`);
    await changesOf(unit, sql`DELETE FROM membership WHERE principal_id = ${id}`);
  }
}
