import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { AUDIT_ACTIONS, AuditOutcome } from '../core/audit-event';
import { Permission } from '../core/permission';
import { PrincipalKind } from '../core/principal';
import { DateTime } from './date-time.scalar';
import { Public, RequiresPermission } from './guard.directive';
import { NodeInterface } from './node.type';

/** The actions as GraphQL enum values: `secret.create` is `SECRET_CREATE`. */
export const AuditActionEnum = Object.fromEntries(
  AUDIT_ACTIONS.map((action) => [action.toUpperCase().replace('.', '_'), action]),
);
registerEnumType(AuditActionEnum, { name: 'AuditAction', description: 'What was done, as noun and verb.' });

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
