import { BUILT_IN_ROLE_PERMISSIONS, effectivePermissions } from '../../src/core/permission';

/** Written out, so that a new permission or a changed rule must be given to each role here as well. */
const MEMBER = [
  'MANAGE_OWN_SECRETS',
  'MANAGE_TEAM_SECRETS',
  'USE_SECRETS',
  'VIEW_ORGANIZATION',
  'VIEW_SECRETS',
];
const ADMIN = [
  ...MEMBER,
  'CREATE_TOKENS',
  'MANAGE_CONSUMERS',
  'MANAGE_MEMBERS',
  'MANAGE_ORG_SECRETS',
  'MANAGE_SERVICE_USERS',
  'VIEW_AUDIT_LOG',
];
const OWNER = [...ADMIN, 'MANAGE_ORGANIZATION'];

it.each(Object.entries({ MEMBER, ADMIN, OWNER }))('the built-in role %s may do exactly this', (role, may) => {
  const granted = BUILT_IN_ROLE_PERMISSIONS[role as keyof typeof BUILT_IN_ROLE_PERMISSIONS];
  expect([...effectivePermissions(granted)].sort()).toEqual([...may].sort());
});
