/**
 * What a principal may do. The first two apply to the instance, all others to one organization.
 *
 * Every valid credential has `VIEW_SELF`, every membership `VIEW_ORGANIZATION`. Roles grant the others.
 */
export const Permission = {
  VIEW_SELF: 'VIEW_SELF',
  CREATE_ORGANIZATION: 'CREATE_ORGANIZATION',
  VIEW_ORGANIZATION: 'VIEW_ORGANIZATION',
  VIEW_SECRETS: 'VIEW_SECRETS',
  MANAGE_OWN_SECRETS: 'MANAGE_OWN_SECRETS',
  MANAGE_TEAM_SECRETS: 'MANAGE_TEAM_SECRETS',
  MANAGE_ORG_SECRETS: 'MANAGE_ORG_SECRETS',
  USE_SECRETS: 'USE_SECRETS',
  MANAGE_CONSUMERS: 'MANAGE_CONSUMERS',
  MANAGE_ORGANIZATION: 'MANAGE_ORGANIZATION',
  MANAGE_MEMBERS: 'MANAGE_MEMBERS',
  MANAGE_SERVICE_USERS: 'MANAGE_SERVICE_USERS',
  VIEW_AUDIT_LOG: 'VIEW_AUDIT_LOG',
  CREATE_TOKENS: 'CREATE_TOKENS',
} as const;
export type Permission = (typeof Permission)[keyof typeof Permission];

/** Every permission, in the order of the enum. */
export const ALL_PERMISSIONS: readonly Permission[] = Object.values(Permission);

const INSTANCE: ReadonlySet<Permission> = new Set([Permission.VIEW_SELF, Permission.CREATE_ORGANIZATION]);

/** The permissions that a role can grant. */
export const GRANTABLE_PERMISSIONS: readonly Permission[] = ALL_PERMISSIONS.filter(
  (permission) => !INSTANCE.has(permission) && permission !== Permission.VIEW_ORGANIZATION,
);

/** Whether a permission applies to the whole instance and not to one organization. */
export function isInstancePermission(permission: Permission): boolean {
  return INSTANCE.has(permission);
}

/**
 * Whoever may manage the organization's secrets may manage a team's and their own, and whoever may manage secrets may view
 * them. Whoever may register consumers for the organization may register personal ones, and whoever may make tokens for
 * service users may make their own.
 */
const IMPLIED: Partial<Record<Permission, Permission>> = {
  MANAGE_ORG_SECRETS: Permission.MANAGE_TEAM_SECRETS,
  MANAGE_TEAM_SECRETS: Permission.MANAGE_OWN_SECRETS,
  MANAGE_OWN_SECRETS: Permission.VIEW_SECRETS,
  MANAGE_CONSUMERS: Permission.USE_SECRETS,
  MANAGE_SERVICE_USERS: Permission.CREATE_TOKENS,
};

/** The permissions of a membership: those granted, those that they imply, and `VIEW_ORGANIZATION`. */
export function effectivePermissions(granted: Iterable<Permission>): ReadonlySet<Permission> {
  const effective = new Set<Permission>([Permission.VIEW_ORGANIZATION]);
  for (const permission of granted) {
    for (let each: Permission | undefined = permission; each !== undefined; each = IMPLIED[each])
      effective.add(each);
  }
  return effective;
}

/** The roles that every organization has from the start. They can be assigned but not changed. */
export const BuiltInRole = { OWNER: 'OWNER', ADMIN: 'ADMIN', MEMBER: 'MEMBER' } as const;
export type BuiltInRole = (typeof BuiltInRole)[keyof typeof BuiltInRole];

/** What each built-in role grants. */
export const BUILT_IN_ROLE_PERMISSIONS: Readonly<Record<BuiltInRole, readonly Permission[]>> = {
  OWNER: GRANTABLE_PERMISSIONS,
  ADMIN: GRANTABLE_PERMISSIONS.filter((permission) => permission !== Permission.MANAGE_ORGANIZATION),
  MEMBER: [Permission.MANAGE_TEAM_SECRETS, Permission.USE_SECRETS],
};
