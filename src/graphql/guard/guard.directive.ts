import { DirectiveLocation, GraphQLDirective, GraphQLEnumType, GraphQLNonNull } from 'graphql';
import { Directive, registerEnumType } from 'type-graphql';
import { Permission } from '../../core/permission';

const DESCRIPTIONS: Readonly<Record<Permission, string>> = {
  VIEW_SELF: "See one's own profile and organizations. Every authenticated principal holds it.",
  CREATE_ORGANIZATION: 'Create organizations in this instance.',
  VIEW_ORGANIZATION:
    'See the organization, its members, teams, roles and repositories. Every member holds it.',
  VIEW_SECRETS:
    "See the metadata of the secrets of the organization, of one's teams and of oneself. Nobody can see a value.",
  MANAGE_OWN_SECRETS: 'Create, change and delete personal secrets. Implies VIEW_SECRETS.',
  MANAGE_TEAM_SECRETS: "Create, change and delete secrets of one's own teams. Implies MANAGE_OWN_SECRETS.",
  MANAGE_ORG_SECRETS:
    'Create, change and delete the secrets of the organization and of all teams. Implies MANAGE_TEAM_SECRETS.',
  USE_SECRETS: "Register one's own consumers, which can use one's personal secrets.",
  MANAGE_CONSUMERS: "Register, change and delete the organization's consumers. Implies USE_SECRETS.",
  MANAGE_ORGANIZATION: 'Rename and delete the organization, and manage its teams and repositories.',
  MANAGE_MEMBERS:
    'Manage members, their roles and teams, and custom roles. No role may grant more than one holds.',
  MANAGE_SERVICE_USERS: 'Manage service users and their tokens. Implies CREATE_TOKENS.',
  VIEW_AUDIT_LOG: 'Read the audit log.',
  CREATE_TOKENS: 'Make tokens for oneself, which end with the token that makes them.',
};

registerEnumType(Permission, {
  name: 'Permission',
  description:
    'What a principal may do. VIEW_SELF and CREATE_ORGANIZATION apply to the instance, all others to one organization.',
  valuesConfig: Object.fromEntries(
    Object.entries(DESCRIPTIONS).map(([name, description]) => [name, { description }]),
  ) as { [Name in keyof typeof Permission]: { description: string } },
});

/** The directive of guarded fields and types, in both SDL files. */
export const GUARD_DIRECTIVE = 'requiresPermission';
/** The directive of fields and types that need no guard: the only alternative to {@link GUARD_DIRECTIVE}. */
export const PUBLIC_DIRECTIVE = 'public';

/** Marks what only a federation gateway may read. Like what it marks, it exists only in the served schema. */
export const GATEWAY_DIRECTIVE = 'requiresGateway';

/**
 * The definitions of the directives.
 *
 * @param permission the enum type of the schema that gets them.
 */
export function guardDirectives(permission: GraphQLEnumType): readonly GraphQLDirective[] {
  const locations = [DirectiveLocation.FIELD_DEFINITION, DirectiveLocation.OBJECT];
  return [
    new GraphQLDirective({
      name: GUARD_DIRECTIVE,
      description:
        'The field, or each field of the type, resolves only for a principal that holds the permission: in the organization of the subject, which an argument or the parent object names, or in the instance.',
      locations,
      args: {
        permission: {
          type: new GraphQLNonNull(permission),
          description: 'The required permission.',
        },
      },
    }),
    new GraphQLDirective({
      name: PUBLIC_DIRECTIVE,
      description:
        'The field, or each field of the type, has no data that needs a permission. The objects that it returns have their own guards.',
      locations,
    }),
  ];
}

/** Guards a field, or every field of a type that has no directive of its own. */
export function RequiresPermission(
  permission: Permission,
): PropertyDecorator & MethodDecorator & ClassDecorator {
  return Directive(`@${GUARD_DIRECTIVE}(permission: ${permission})`) as PropertyDecorator &
    MethodDecorator &
    ClassDecorator;
}

/** Marks a field or type that needs no guard. */
export function Public(): PropertyDecorator & MethodDecorator & ClassDecorator {
  return Directive(`@${PUBLIC_DIRECTIVE}`) as PropertyDecorator & MethodDecorator & ClassDecorator;
}
