import type { PrincipalKind } from './principal';

/** Whether the action was done or refused. */
export const AuditOutcome = { ALLOWED: 'ALLOWED', REFUSED: 'REFUSED' } as const;
export type AuditOutcome = (typeof AuditOutcome)[keyof typeof AuditOutcome];

/** Every action that the audit log records, as noun.verb, and what it means. */
export const AUDIT_ACTIONS = {
  'organization.create': 'An organization was created.',
  'organization.update': 'The slug or name of the organization was changed.',
  'organization.delete': 'The organization was deleted with everything in it except these events.',
  'organization.adopt':
    'The chain of an organization from before such entries existed was entered in the chain of the instance.',
  'secret.create': 'A secret was created.',
  'secret.update': 'A secret was changed.',
  'secret.rollback': 'An earlier value of a secret became current again, as a new version.',
  'secret.purge':
    'Versions that the organization no longer keeps were shredded, or deleted secrets after their recovery time.',
  'secret.delete': 'A secret was deleted. It can be restored for the recovery time of the gateway.',
  'secret.restore': 'A deleted secret was restored.',
  'secret.destroy': 'A secret was shredded with all its versions.',
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
  'token.transfer': 'A token was given another maker.',
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
} as const;
export type AuditAction = keyof typeof AUDIT_ACTIONS;

/**
 * The chain of events that belong to no organization. It also has an entry for the beginning and for the end of every other
 * chain, so that none can be removed as a whole.
 */
export const INSTANCE_CHAIN = 'instance';

/** The actions of entries in the chain of the instance. Their subject is the chain. */
export const CHAIN_ENTRIES = ['organization.create', 'organization.adopt', 'organization.delete'] as const;

/** The detail of an event that has an {@link CHAIN_ENTRIES entry}: a chain with such an event must be entered. */
export const ENTERED = 'inInstance';

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
