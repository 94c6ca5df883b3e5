import type { Backend } from '../../backend/backend';
import { NoDatabase } from '../../backend/opened-database';
import type { Config } from '../../config/config';
import { type AuditAction, type AuditFact, INSTANCE_CHAIN } from '../../core/audit-event';
import { newId } from '../../core/id';
import { operatorPrincipal } from '../../core/policy';
import { withBackend } from '../command/operator';
import { type KeyRingFiles, withSealingKeys } from './key-ring-files';

type Commit = Backend['services']['trail']['commit'];
type Unit = Parameters<Parameters<Commit>[2]>[0];
type Note = Parameters<Parameters<Commit>[2]>[1];

/**
 * Commits the audit event of a change of the key ring, in one transaction with the changes of the work. The event has the
 * operator as its actor and belongs to the chain of the instance.
 *
 * @param keyId the subject of the event.
 * @throws what the work throws, Unavailable and StorageFault. Nothing is written then.
 */
export function commitKeyChange<Result>(
  { services }: Backend,
  action: Extract<AuditAction, `key.${string}`>,
  keyId: string,
  work: (unit: Unit, note: Note) => Promise<Result>,
): Promise<Result> {
  const principal = operatorPrincipal(undefined, [], newId('event'));
  const actor = { principal, origin: principal.origin };
  return services.trail.commit(actor, { action, subjectId: keyId, chainId: INSTANCE_CHAIN }, work);
}

/**
 * Records a change of the key files in the audit log before they change, so that no change lacks its event. After a crash in
 * between, or when a file cannot be written, the event stands for a change that was not completed.
 *
 * @param rings the key ring before the change.
 * @param check runs in the same transaction. If it throws, nothing is recorded.
 * @returns false when there is no database.
 * @throws what the check throws; ConfigError for a database that is not migrated or has other keys; Unavailable.
 */
export async function recordKeyChange(
  config: Config,
  rings: KeyRingFiles,
  fact: AuditFact & { action: 'key.generate' | 'key.promote'; subjectId: string },
  check: (backend: Backend, unit: Unit) => Promise<void> = async () => undefined,
): Promise<boolean> {
  try {
    await withBackend(await withSealingKeys(config, rings), (backend) =>
      commitKeyChange(backend, fact.action, fact.subjectId, async (unit, note) => {
        await check(backend, unit);
        note({ detail: fact.detail ?? {} });
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof NoDatabase) return false;
    throw error;
  }
}

/** The warning of a command for which {@link recordKeyChange} found no database. */
export const NOT_RECORDED = 'There is no database, so no audit log records this change.\n';
