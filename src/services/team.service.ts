import { Conflict, NotFound } from '../core/errors';
import { newId, requireId } from '../core/id';
import type { Membership } from '../core/membership';
import { canonicalName } from '../core/name';
import { Permission } from '../core/permission';
import type { Permit } from '../core/policy';
import type { Team } from '../core/team';
import type { UnitOfWork } from '../storage/database';
import type { Stores } from '../storage/stores';
import type { AuditTrail } from './audit-trail';

/** Creates, renames and deletes teams, and adds and removes their members. */
export class TeamService {
  readonly #stores: Stores;
  readonly #trail: AuditTrail;

  constructor(parts: { stores: Stores; trail: AuditTrail }) {
    this.#stores = parts.stores;
    this.#trail = parts.trail;
  }

  /** Creates a team without members. @throws Conflict for a taken name; BadUserInput; Forbidden. */
  async create(permit: Permit, name: string): Promise<Team> {
    const { organizationId } = permit;
    return this.#trail.commit(permit, { action: 'team.create', subjectId: null }, async (unit, note) => {
      permit.require(Permission.MANAGE_ORGANIZATION);
      const canonical = canonicalName(name, 'name');
      const now = new Date();
      const team = {
        id: newId('team'),
        organizationId,
        name: canonical.display,
        createdAt: now,
        updatedAt: now,
      };
      await this.#stores.teams.insert(unit, team, canonical.folded);
      note({ subjectId: team.id, detail: { name: team.name } });
      return team;
    });
  }

  /** Renames a team. @throws Conflict for a taken name; BadUserInput; Forbidden; NotFound. */
  async update(permit: Permit, id: string, name: string): Promise<Team> {
    const teamId = requireId(id, 'id', 'team');
    return this.#trail.commit(permit, { action: 'team.update', subjectId: teamId }, async (unit, note) => {
      const current = await this.#locked(unit, permit, teamId, Permission.MANAGE_ORGANIZATION);
      const canonical = canonicalName(name, 'name');
      const team = {
        ...current,
        name: canonical.display,
        updatedAt: new Date(),
      };
      await this.#stores.teams.update(unit, team, canonical.folded);
      note({ detail: { name: team.name } });
      return team;
    });
  }

  /**
   * Deletes a team, and shreds those of its secrets that were deleted before and could still be restored.
   *
   * @throws Conflict while it owns secrets, which would lose their owner; Forbidden; NotFound.
   */
  async delete(permit: Permit, id: string): Promise<void> {
    const teamId = requireId(id, 'id', 'team');
    await this.#trail.commit(
      permit,
      { action: 'team.delete', subjectId: teamId, takesRights: true },
      async (unit, note, also) => {
        const { organizationId } = permit;
        const team = await this.#locked(unit, permit, teamId, Permission.MANAGE_ORGANIZATION);
        if ((await this.#stores.secrets.countOfTeam(unit, organizationId, teamId)) > 0) {
          throw new Conflict('The team still owns secrets; delete them first.');
        }
        const destroyed = await this.#stores.deletedSecrets.destroyOfTeam(unit, organizationId, teamId);
        await this.#stores.teams.delete(unit, organizationId, teamId);
        if (destroyed.length > 0) unit.afterCommit(() => void this.#stores.database.scrub());
        for (const subjectId of destroyed) also({ action: 'secret.destroy', subjectId });
        note({ detail: { name: team.name } });
      },
    );
  }

  /** Adds a member to a team, if it is not there yet. @throws Forbidden; NotFound. */
  async addMember(
    permit: Permit,
    id: string,
    membershipId: string,
  ): Promise<{ team: Team; membership: Membership }> {
    return this.#changeMember(permit, id, membershipId, 'team.add_member', (unit, team, membership) =>
      this.#stores.teams.addMember(unit, team.id, membership.id, new Date()),
    );
  }

  /** Removes a member from a team. @throws Forbidden; NotFound, also if the member is not in the team. */
  async removeMember(
    permit: Permit,
    id: string,
    membershipId: string,
  ): Promise<{ team: Team; membership: Membership }> {
    return this.#changeMember(
      permit,
      id,
      membershipId,
      'team.remove_member',
      async (unit, team, membership) => {
        if (!(await this.#stores.teams.removeMember(unit, team.id, membership.id))) throw new NotFound();
      },
    );
  }

  async #changeMember(
    permit: Permit,
    id: string,
    membershipId: string,
    action: 'team.add_member' | 'team.remove_member',
    change: (unit: UnitOfWork, team: Team, membership: Membership) => Promise<unknown>,
  ): Promise<{ team: Team; membership: Membership }> {
    const teamId = requireId(id, 'id', 'team');
    requireId(membershipId, 'membershipId', 'member');
    return this.#trail.commit(
      permit,
      { action, subjectId: teamId, takesRights: true },
      async (unit, note) => {
        const team = await this.#locked(unit, permit, teamId, Permission.MANAGE_MEMBERS);
        const membership = await this.#stores.memberships.lock(unit, permit.organizationId, membershipId);
        if (membership === undefined) throw new NotFound();
        await change(unit, team, membership);
        note({ detail: { membershipId, principalId: membership.principalId } });
        return { team, membership };
      },
    );
  }

  async #locked(unit: UnitOfWork, permit: Permit, id: string, needed: Permission): Promise<Team> {
    const team = await this.#stores.teams.lock(unit, permit.organizationId, id);
    if (team === undefined) throw new NotFound();
    permit.require(needed);
    return team;
  }
}
