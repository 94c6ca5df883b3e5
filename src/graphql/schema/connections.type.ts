import { Permission } from '../../core/permission';
import { connectionType } from '../relay/connection.type';
import { AuditEventObject } from './audit-event.type';
import { ConsumerObject, ConsumptionObject } from './consumer.type';
import { OrganizationObject } from './organization.type';
import { ServiceUserObject } from './principal.type';
import { SecretObject, SecretVersionObject } from './secret.type';
import { MembershipObject, RepositoryObject, RoleObject, TeamObject, TokenObject } from './team.type';

/** The connection of each noun. */
export const OrganizationConnection = connectionType(
  () => OrganizationObject,
  'Organization',
  'organizations',
  Permission.VIEW_SELF,
);
export const SecretConnection = connectionType(
  () => SecretObject,
  'Secret',
  'secrets',
  Permission.VIEW_SECRETS,
);
export const SecretVersionConnection = connectionType(
  () => SecretVersionObject,
  'SecretVersion',
  'versions',
  Permission.VIEW_SECRETS,
);
export const TeamConnection = connectionType(() => TeamObject, 'Team', 'teams', Permission.VIEW_ORGANIZATION);
export const MembershipConnection = connectionType(
  () => MembershipObject,
  'Membership',
  'memberships',
  Permission.VIEW_ORGANIZATION,
);
export const RoleConnection = connectionType(() => RoleObject, 'Role', 'roles', Permission.VIEW_ORGANIZATION);
export const ServiceUserConnection = connectionType(
  () => ServiceUserObject,
  'ServiceUser',
  'service users',
  Permission.MANAGE_SERVICE_USERS,
);
export const TokenConnection = connectionType(
  () => TokenObject,
  'Token',
  'tokens',
  Permission.VIEW_ORGANIZATION,
);
export const RepositoryConnection = connectionType(
  () => RepositoryObject,
  'Repository',
  'repositories',
  Permission.VIEW_ORGANIZATION,
);
export const ConsumerConnection = connectionType(
  () => ConsumerObject,
  'Consumer',
  'consumers',
  Permission.VIEW_ORGANIZATION,
);
export const ConsumptionConnection = connectionType(
  () => ConsumptionObject,
  'Consumption',
  'uses',
  Permission.VIEW_SECRETS,
);
export const AuditEventConnection = connectionType(
  () => AuditEventObject,
  'AuditEvent',
  'audit events',
  Permission.VIEW_AUDIT_LOG,
);
