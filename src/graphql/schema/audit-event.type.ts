import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { AUDIT_ACTIONS, AuditOutcome } from '../../core/audit-event';
import { Permission } from '../../core/permission';
import { PrincipalKind } from '../../core/principal';
import { Public, RequiresPermission } from '../guard/guard.directive';
import { NodeInterface } from '../relay/node.type';
import { connectionType } from './connection.type';
import { DateTime } from './date-time.scalar';

const ACTIONS = Object.entries(AUDIT_ACTIONS).map(([action, description]) => ({
  name: enumName(action),
  action,
  description,
}));

/** The audit actions as GraphQL enum values, for example `SECRET_CREATE` for `secret.create`. */
export const AuditActionEnum = Object.fromEntries(ACTIONS.map(({ name, action }) => [name, action]));
registerEnumType(AuditActionEnum, {
  name: 'AuditAction',
  description: 'What was done or refused, as a noun and a verb.',
  valuesConfig: Object.fromEntries(ACTIONS.map(({ name, description }) => [name, { description }])),
});

function enumName(action: string): string {
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
