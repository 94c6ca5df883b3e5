import type { PrincipalKind } from './principal';

/** Whether the action was done or refused. */
export const AuditOutcome = { ALLOWED: 'ALLOWED', REFUSED: 'REFUSED' } as const;
export type AuditOutcome = (typeof AuditOutcome)[keyof typeof AuditOutcome];

/** Every action that the audit log records: noun, dot, verb. */
export const AUDIT_ACTIONS = [
  'organization.create',
  'organization.update',
  'organization.delete',
  'secret.create',
  'secret.update',
  'secret.delete',
  'secret.use',
  'team.create',
  'team.update',
  'team.delete',
  'team.add_member',
  'team.remove_member',
  'member.create',
  'member.update',
  'member.delete',
  'role.create',
  'role.update',
  'role.delete',
  'service_user.create',
  'service_user.update',
  'service_user.delete',
  'token.create',
  'token.update',
  'token.revoke',
  'token.use',
  'repository.create',
  'repository.update',
  'repository.delete',
  'user.create',
  'user.update',
  'authentication.refuse',
  'permission.refuse',
  'key.generate',
  'key.promote',
  'key.reseal',
  'key.retire',
  'consumer.create',
  'consumer.update',
  'consumer.delete',
  'consumer.rotate_key',
  'consumer.approve',
  'consumer.disapprove',
  'delivery.create',
  'delivery.refuse',
  'injection.create',
  'injection.refuse',
  'injection.fail',
  'code.create',
  'code.refuse',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** The chain of events that belong to no organization. */
export const INSTANCE_CHAIN = 'instance';

/** An append-only fact, written in the transaction of the change that it records. */
export interface AuditEvent {
  readonly id: string;
  /** The organization's id, or {@link INSTANCE_CHAIN}. */
  readonly organizationId: string;
  /** Position in the chain, from 1, without gaps. */
  readonly sequence: number;
  readonly at: Date;
  readonly principalId: string;
  readonly principalKind: PrincipalKind | 'ANONYMOUS';
  readonly action: AuditAction;
  /** Id of the row that was acted on; null if there is none. */
  readonly subjectId: string | null;
  readonly outcome: AuditOutcome;
  readonly requestId: string;
  readonly address: string;
  /** Names and numbers that explain the event: never a value, a note or free text. */
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
}

/** The part of an event that a service gives. Id, sequence, time and chain are added when it is appended. */
export type AuditFact = Pick<AuditEvent, 'action' | 'subjectId'> &
  Partial<Pick<AuditEvent, 'outcome' | 'detail'>>;

/**
 * The bytes of an event that its hash covers: every field in a fixed order, as JSON with sorted keys in the detail. A
 * change of any stored column changes them.
 *
 * @returns UTF-8.
 */
export function canonicalAuditEvent(event: AuditEvent): Uint8Array {
  const detail = Object.entries(event.detail).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.from(
    JSON.stringify([
      event.id,
      event.organizationId,
      event.sequence,
      event.at.toISOString(),
      event.principalId,
      event.principalKind,
      event.action,
      event.subjectId,
      event.outcome,
      event.requestId,
      event.address,
      detail,
    ]),
  );
}
