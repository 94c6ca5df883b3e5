import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { AUDIT_ACTIONS, type AuditAction, AuditOutcome } from '../../core/audit-event';
import { Permission } from '../../core/permission';
import { PrincipalKind } from '../../core/principal';
import { Public, RequiresPermission } from '../guard/guard.directive';
import { NodeInterface } from '../relay/node.type';
import { connectionType } from './connection.type';
import { DateTime } from './date-time.scalar';

const ACTIONS: Readonly<Record<AuditAction, string>> = {
  'organization.create': 'An organization was created.',
  'organization.update': 'The slug or name of the organization was changed.',
  'organization.delete': 'The organization was deleted with everything in it except these events.',
  'secret.create': 'A secret was created.',
  'secret.update': 'A secret was changed.',
  'secret.delete': 'A secret was deleted.',
  'secret.use': 'A secret was given to a command that secrets-gateway run started.',
  'team.create': 'A team was created.',
  'team.update': 'A team was renamed.',
  'team.delete': 'A team was deleted.',
  'team.add_member': 'A member was added to a team.',
  'team.remove_member': 'A member was removed from a team.',
  'member.create': 'A principal became a member.',
  'member.update': 'A member was given another role.',
  'member.delete': 'A member was removed.',
  'role.create': 'A role was created.',
  'role.update': 'The name or the permissions of a role were changed.',
  'role.delete': 'A role was deleted.',
  'service_user.create': 'A service user was created.',
  'service_user.update': 'A service user was renamed.',
  'service_user.delete': 'A service user was deleted.',
  'token.create': 'A token was issued.',
  'token.update': 'A token was renamed.',
  'token.revoke': 'A token was revoked.',
  'token.use': 'A token was used for the first time in an hour, or from another address.',
  'repository.create': 'A repository was registered.',
  'repository.update': 'A repository was changed.',
  'repository.delete': 'A repository was deleted.',
  'user.create': 'A person logged in for the first time.',
  'user.update': 'A new name or e-mail address of a person came from the identity provider.',
  'authentication.refuse': 'A credential was not valid.',
  'permission.refuse': 'Policy refused a request before anything was changed.',
  'key.generate': 'A key generation was created and became the current one.',
  'key.promote': 'An older key generation became the current one.',
  'key.reseal': 'Values were resealed to the current key generation.',
  'key.retire': 'A key generation was retired. Nothing can be sealed to it any more.',
  'consumer.create': 'A consumer was registered.',
  'consumer.update': 'A consumer was changed.',
  'consumer.delete': 'A consumer was deleted.',
  'consumer.rotate_key': 'The public key of a consumer was replaced.',
  'consumer.approve': 'The operator of the dispenser approved a consumer.',
  'consumer.disapprove': 'The operator of the dispenser withdrew the approval of a consumer.',
  'delivery.create': 'Secrets were delivered to a consumer, sealed to its key.',
  'delivery.refuse': 'A delivery was refused.',
  'injection.create': 'A value was injected into a request to an upstream.',
  'injection.refuse': 'An injection was refused.',
  'injection.fail': 'The upstream of an injected request failed. The request may have been sent.',
  'code.create': 'One-time codes were delivered to a consumer, sealed to its key.',
  'code.refuse': 'A delivery of one-time codes was refused.',
};

/** The audit actions as GraphQL enum values, for example `SECRET_CREATE` for `secret.create`. */
export const AuditActionEnum = Object.fromEntries(AUDIT_ACTIONS.map((action) => [enumName(action), action]));
registerEnumType(AuditActionEnum, {
  name: 'AuditAction',
  description: 'What was done or refused, as a noun and a verb.',
  valuesConfig: Object.fromEntries(
    AUDIT_ACTIONS.map((action) => [enumName(action), { description: ACTIONS[action] }]),
  ),
});

function enumName(action: AuditAction): string {
  return action.toUpperCase().replace('.', '_');
}

registerEnumType(AuditOutcome, {
  name: 'AuditOutcome',
  description: 'Whether the action was allowed.',
  valuesConfig: {
    ALLOWED: { description: 'The action was done.' },
    REFUSED: { description: 'The action was refused. Nothing was changed.' },
  },
});

/** The kinds of callers in the audit log: principals, and callers without valid credentials. */
export const AuditPrincipalKind = { ...PrincipalKind, ANONYMOUS: 'ANONYMOUS' } as const;
registerEnumType(AuditPrincipalKind, {
  name: 'PrincipalKind',
  description: 'The kind of caller.',
  valuesConfig: {
    USER: { description: 'A person.' },
    SERVICE_USER: { description: 'A program.' },
    OPERATOR: { description: 'A person who used the command line on the host.' },
    CONSUMER: { description: 'A workload that called the dispenser.' },
    ANONYMOUS: { description: 'A caller without valid credentials.' },
  },
});

@Public()
@ObjectType('AuditDetail', {
  simpleResolvers: true,
  description: 'One detail of an audit event. It never contains a value.',
})
export class AuditDetailObject {
  @Field({ description: 'The name of the detail.' })
  name!: string;

  @Field({ description: 'The detail as text.' })
  text!: string;
}

@RequiresPermission(Permission.VIEW_AUDIT_LOG)
@ObjectType('AuditEvent', {
  implements: NodeInterface,
  simpleResolvers: true,
  description:
    'A fact in the audit log. It is never changed, and a keyed hash chains it to the event before it.',
})
export class AuditEventObject {
  @Field(() => Int, { description: "The position in the organization's chain, starting at 1 without gaps." })
  sequence!: number;

  @Field(() => DateTime, { description: 'When it happened.' })
  at!: Date;

  @Field(() => ID, {
    description: 'The id of the user, service user or consumer, or "operator" or "anonymous".',
  })
  principalId!: string;

  @Field(() => AuditPrincipalKind, { description: 'The kind of caller.' })
  principalKind!: keyof typeof AuditPrincipalKind;

  @Field(() => AuditActionEnum, { description: 'What was done or refused.' })
  action!: string;

  @Field(() => ID, { nullable: true, description: 'The id of the subject: what was acted on.' })
  subjectId!: string | null;

  @Field(() => AuditOutcome, { description: 'Whether it was done or refused.' })
  outcome!: AuditOutcome;

  @Field({ description: 'The id of the request, as in the X-Request-Id header and the log.' })
  requestId!: string;

  @Field({ description: 'The network address of the caller.' })
  address!: string;
}

export const AuditEventConnection = connectionType(
  () => AuditEventObject,
  'AuditEvent',
  'audit events',
  Permission.VIEW_AUDIT_LOG,
);
