import { INSTANCE_CHAIN } from '../core/audit-event';
import { BadUserInput, Conflict, Forbidden, NotFound } from '../core/errors';
import { newId } from '../core/id';
import { canonicalName, canonicalSlug } from '../core/name';
import { type Organization, RETENTION } from '../core/organization';
import { BuiltInRole, Permission } from '../core/permission';
import type { InstancePermit, Permit } from '../core/policy';
import type { UnitOfWork } from '../storage/database';
import type { Stores } from '../storage/stores';
import type { AuditTrail } from './audit-trail';
import { builtInRoles } from './role.service';

/** Creates an organization. */
export interface CreateOrganization {
  readonly slug: string;
  readonly name: string;
}

/** Changes an organization. What is left out stays. */
export interface UpdateOrganization {
  readonly slug?: string | null | undefined;
  readonly name?: string | null | undefined;
  /** Versions of a secret to keep, see {@link RETENTION}; null for all. */
  readonly keepVersions?: number | null | undefined;
  /** Days that a replaced version is kept; null for ever. */
  readonly keepDays?: number | null | undefined;
}

/** Creates, renames and deletes organizations. */
export class OrganizationService {
  readonly #stores: Stores;
  readonly #trail: AuditTrail;

  constructor(parts: { stores: Stores; trail: AuditTrail }) {
    this.#stores = parts.stores;
    this.#trail = parts.trail;
  }

  /**
   * Creates an organization with its built-in roles and the caller as its owner.
   *
   * @throws Conflict for a taken slug; BadUserInput; Forbidden without CREATE_ORGANIZATION.
   */
  async create(permit: InstancePermit, command: CreateOrganization): Promise<Organization> {
    if (permit.permission !== Permission.CREATE_ORGANIZATION) {
      await this.#trail.refuse(permit, INSTANCE_CHAIN, { action: 'organization.create', subjectId: null });
      throw new Forbidden(Permission.CREATE_ORGANIZATION);
    }
    const organization = newOrganization(command);
    return this.#trail.commit(
      permit,
      {
        action: 'organization.create',
        subjectId: organization.id,
        chainId: organization.id,
        isEntered: true,
      },
      async (unit, note) => {
        await insertOrganization(this.#stores, unit, organization, permit.principal.id);
        note({ detail: { slug: organization.slug } });
        return organization;
      },
    );
  }

  /**
   * Changes slug, name or retention. Versions that are no longer kept are shredded by the next purge.
   *
   * @throws Conflict for a taken slug; BadUserInput (rule `range` for the retention); Forbidden.
   */
  async update(permit: Permit, command: UpdateOrganization): Promise<Organization> {
    const { organizationId } = permit;
    return this.#trail.commit(
      permit,
      { action: 'organization.update', subjectId: organizationId },
      async (unit, note) => {
        const current = await this.#locked(unit, permit);
        const organization = {
          ...current,
          slug: command.slug == null ? current.slug : canonicalSlug(command.slug, 'slug'),
          name: command.name == null ? current.name : canonicalName(command.name, 'name').display,
          keepVersions: checkedRetention(command.keepVersions, current.keepVersions, 'keepVersions'),
          keepDays: checkedRetention(command.keepDays, current.keepDays, 'keepDays'),
          updatedAt: new Date(),
        };
        await this.#stores.organizations.update(unit, organization);
        const { slug, keepVersions, keepDays } = organization;
        note({ detail: { slug, keepVersions, keepDays } });
        return organization;
      },
    );
  }

  /**
   * Deletes an organization and everything in it except its audit events. This cannot be undone.
   *
   * @param confirmSlug the organization's slug, as a confirmation.
   * @throws BadUserInput rule `confirmation` for another slug; Conflict for the last organization of the instance, and while
   * its service users are members of other organizations, which could lose their last owner.
   */
  async delete(permit: Permit, confirmSlug: string): Promise<void> {
    const { organizationId } = permit;
    await this.#trail.commit(
      permit,
      { action: 'organization.delete', subjectId: organizationId, takesRights: true, isEntered: true },
      async (unit, note) => {
        const { slug } = await this.#locked(unit, permit);
        if (confirmSlug.toLowerCase() !== slug) {
          throw BadUserInput.at(
            'confirmSlug',
            'confirmation',
            "Repeat the organization's slug to delete it.",
          );
        }
        if (!(await this.#stores.organizations.hasOthers(unit, organizationId))) {
          throw new Conflict('This is the last organization: without one, nobody could log in any more.');
        }
        if ((await this.#stores.memberships.countElsewhere(unit, organizationId)) > 0) {
          throw new Conflict(
            'Service users of this organization are members of others; they must leave them first.',
          );
        }
        await this.#stores.tokens.revokeDescendants(unit, { organizationId }, new Date());
        await this.#stores.organizations.delete(unit, organizationId);
        unit.afterCommit(() => void this.#stores.database.scrub());
        note({ detail: { slug } });
      },
    );
  }

  async #locked(unit: UnitOfWork, permit: Permit): Promise<Organization> {
    permit.require(Permission.MANAGE_ORGANIZATION);
    const organization = await this.#stores.organizations.lock(unit, permit.organizationId);
    if (organization === undefined) throw new NotFound();
    return organization;
  }
}

/** A new organization with a checked slug and name. @throws BadUserInput */
export function newOrganization(command: CreateOrganization): Organization {
  const now = new Date();
  return {
    id: newId('org'),
    slug: canonicalSlug(command.slug, 'slug'),
    name: canonicalName(command.name, 'name').display,
    createdAt: now,
    updatedAt: now,
    keepVersions: null,
    keepDays: null,
  };
}

/** Inserts the organization, its built-in roles and the membership of its first owner. */
export async function insertOrganization(
  stores: Stores,
  unit: UnitOfWork,
  organization: Organization,
  ownerId: string,
): Promise<void> {
  await stores.organizations.insert(unit, organization);
  const roles = builtInRoles(organization);
  for (const role of roles) await stores.roles.insert(unit, role, role.name.toLowerCase());
  await stores.memberships.insert(unit, {
    id: newId('member'),
    organizationId: organization.id,
    principalId: ownerId,
    roleId: roles.find((role) => role.name === BuiltInRole.OWNER)!.id,
    createdAt: organization.createdAt,
    updatedAt: organization.createdAt,
  });
}

/** @param given undefined for no change. @throws BadUserInput rule `range`. */
function checkedRetention(
  given: number | null | undefined,
  current: number | null,
  field: 'keepVersions' | 'keepDays',
): number | null {
  if (given === undefined) return current;
  if (given === null) return null;
  const { min, max } = field === 'keepVersions' ? RETENTION.versions : RETENTION.days;
  if (given >= min && given <= max) return given;
  throw BadUserInput.at(field, 'range', `Give a number from ${min} to ${max}, or null to keep them all.`);
}
