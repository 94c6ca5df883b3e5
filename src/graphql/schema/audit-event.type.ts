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
  'organization.update': 'The slug or name of the organization changed.',
  'organization.delete': 'The organization was deleted, with all it held but these events.',
  'secret.create': 'A secret was created.',
  'secret.update': 'A secret was changed.',
  'secret.delete': 'A secret was deleted.',
  'secret.use': 'A secret was given to a command that was run beside the database.',
  'team.create': 'A team was created.',
  'team.update': 'A team was renamed.',
  'team.delete': 'A team was deleted.',
  'team.add_member': 'A member was put into a team.',
  'team.remove_member': 'A member was taken out of a team.',
  'member.create': 'A principal became a member.',
  'member.update': 'A member got another role.',
  'member.delete': 'A member was removed.',
  'role.create': 'A role was created.',
  'role.update': 'A role was renamed, or grants something else.',
  'role.delete': 'A role was deleted.',
  'service_user.create': 'A service user was created.',
  'service_user.update': 'A service user was renamed.',
  'service_user.delete': 'A service user was deleted.',
  'token.create': 'A token was issued.',
  'token.update': 'A token was renamed.',
  'token.revoke': 'A token was revoked.',
  'token.use': 'A token was used for the first time in an hour, or from another address.',
  'repository.create': 'A repository was made known.',
  'repository.update': 'A repository was changed.',
  'repository.delete': 'A repository was deleted.',
  'user.create': 'A person logged in for the first time.',
  'user.update': 'The identity provider gave another name or e-mail address for a person.',
  'authentication.refuse': 'A credential was not valid.',
  'permission.refuse': 'Policy refused something before it was begun.',
  'key.generate': 'A key generation was made and became the current one.',
  'key.promote': 'An older key generation became the current one.',
  'key.reseal': 'Values were sealed anew, with the current key generation.',
  'key.retire': 'A key generation was retired; nothing can be sealed with it any more.',
  'consumer.create': 'A consumer was registered.',
  'consumer.update': 'A consumer was changed.',
  'consumer.delete': 'A consumer was deleted.',
  'consumer.rotate_key': 'A consumer got another key.',
  'consumer.approve': 'The operator of the dispenser approved who a consumer is.',
  'consumer.disapprove': 'The operator of the dispenser took back an approval.',
  'delivery.create': 'Secrets were delivered to a consumer, sealed to its key.',
  'delivery.refuse': 'A delivery was refused.',
  'injection.create': 'A value was put into a request to an upstream, on its way.',
  'injection.refuse': 'Putting a value into a request was refused.',
  'injection.fail':
    'The upstream of an injected request failed; the request had been sent, or was about to be.',
  'code.create': 'One-time codes were given to a consumer, sealed to its key.',
  'code.refuse': 'One-time codes were refused.',
};

/** The actions as GraphQL enum values: `secret.create` is `SECRET_CREATE`. */
export const AuditActionEnum = Object.fromEntries(AUDIT_ACTIONS.map((action) => [enumName(action), action]));
registerEnumType(AuditActionEnum, {
  name: 'AuditAction',
  description: 'What was done or refused, as noun and verb.',
  valuesConfig: Object.fromEntries(
    AUDIT_ACTIONS.map((action) => [enumName(action), { description: ACTIONS[action] }]),
  ),
});

function enumName(action: AuditAction): string {
  return action.toUpperCase().replace('.', '_');
}

registerEnumType(AuditOutcome, {
  name: 'AuditOutcome',
  description: 'Whether the action was done.',
  valuesConfig: {
    ALLOWED: { description: 'It was done.' },
    REFUSED: { description: 'Policy refused it; nothing was changed.' },
  },
});

/** Who an audit event tells of. */
export const AuditPrincipalKind = { ...PrincipalKind, ANONYMOUS: 'ANONYMOUS' } as const;
registerEnumType(AuditPrincipalKind, {
  name: 'PrincipalKind',
  description: 'What kind of caller it was.',
  valuesConfig: {
    USER: { description: 'A person.' },
    SERVICE_USER: { description: 'A program.' },
    OPERATOR: { description: 'The person at the machine, with the command line.' },
    CONSUMER: { description: 'A workload, at the dispenser.' },
    ANONYMOUS: { description: 'Nobody who could be authenticated.' },
  },
});

/** One readable particular of an event. */
@Public()
@ObjectType('AuditDetail', {
  simpleResolvers: true,
  description: 'One particular of an audit event; never a value.',
})
export class AuditDetailObject {
  @Field({ description: 'What it tells.' })
  name!: string;

  @Field({ description: 'As text.' })
  text!: string;
}

/** An append-only fact. */
@RequiresPermission(Permission.VIEW_AUDIT_LOG)
@ObjectType('AuditEvent', {
  implements: NodeInterface,
  simpleResolvers: true,
  description: 'An append-only fact, chained to the one before it by a keyed hash.',
})
export class AuditEventObject {
  @Field(() => Int, { description: 'Its position in the chain of the organization, from 1 without gaps.' })
  sequence!: number;

  @Field(() => DateTime, { description: 'When it happened.' })
  at!: Date;

  @Field(() => ID, {
    description: 'Who did it: the id of a user or service user, "operator" or "anonymous".',
  })
  principalId!: string;

  @Field(() => AuditPrincipalKind, { description: 'What kind of caller that was.' })
  principalKind!: keyof typeof AuditPrincipalKind;

  @Field(() => AuditActionEnum, { description: 'What was done.' })
  action!: string;

  @Field(() => ID, { nullable: true, description: 'What it was done to.' })
  subjectId!: string | null;

  @Field(() => AuditOutcome, { description: 'Whether it was done or refused.' })
  outcome!: AuditOutcome;

  @Field({ description: 'The request it happened in, as in the X-Request-Id header and the log.' })
  requestId!: string;

  @Field({ description: 'The network address it came from.' })
  address!: string;
}

/** A page of audit events. */
export const AuditEventConnection = connectionType(
  () => AuditEventObject,
  'AuditEvent',
  'audit events',
  Permission.VIEW_AUDIT_LOG,
);
