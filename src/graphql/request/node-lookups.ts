import type { IdPrefix } from '../../core/id';
import { Permission } from '../../core/permission';
import type { Permit } from '../../core/policy';
import type { Services } from '../../services/services';
import { type Loaders, profileOf } from './loaders';
import type { Eventually } from './lookup';

/** How objects of one type are found by id, and the permission that guards the type. */
interface NodeLookup {
  readonly permission: Permission;
  readonly find: (
    id: string,
    permit: Permit,
    context: { readonly loaders: Loaders; readonly services: Services },
  ) => Eventually<object>;
}

/** How `node` finds the objects of each type except users, by the prefix of the ids. */
export const NODE_LOOKUPS: Partial<Record<IdPrefix, NodeLookup>> = {
  org: {
    permission: Permission.VIEW_ORGANIZATION,
    find: (id, _, { loaders }) => loaders.organizations.load(id),
  },
  secret: { permission: Permission.VIEW_SECRETS, find: (id, _, { loaders }) => loaders.secrets.load(id) },
  version: {
    permission: Permission.VIEW_SECRETS,
    find: (id, permit, { services }) => services.secretQueries.version(permit, id),
  },
  team: { permission: Permission.VIEW_ORGANIZATION, find: (id, _, { loaders }) => loaders.teams.load(id) },
  member: {
    permission: Permission.VIEW_ORGANIZATION,
    find: (id, _, { loaders }) => loaders.memberships.load(id),
  },
  role: { permission: Permission.VIEW_ORGANIZATION, find: (id, _, { loaders }) => loaders.roles.load(id) },
  svc: {
    permission: Permission.VIEW_ORGANIZATION,
    find: (id, permit, { loaders }) => profileOf(loaders, id, permit.organizationId),
  },
  token: {
    permission: Permission.VIEW_ORGANIZATION,
    find: (id, _, { loaders }) => loaders.tokens.load(id),
  },
  repo: {
    permission: Permission.VIEW_ORGANIZATION,
    find: (id, _, { loaders }) => loaders.repositories.load(id),
  },
  consumer: {
    permission: Permission.VIEW_ORGANIZATION,
    find: (id, _, { loaders }) => loaders.consumers.load(id),
  },
  event: {
    permission: Permission.VIEW_AUDIT_LOG,
    find: (id, permit, { services }) => services.auditEvents.find(permit, id),
  },
};
