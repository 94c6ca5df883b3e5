import type { Backend } from '../../backend/backend';
import { NoDatabase } from '../../backend/opened-database';
import type { Config } from '../../config/config';
import { type AuditAction, type AuditFact, INSTANCE_CHAIN } from '../../core/audit-event';
import { newId } from '../../core/id';
import { operatorPrincipal } from '../../core/policy';
import { withBackend } from '../operator';
import { type KeyRingFiles, withSealingKeys } from './key-ring-files';

type Commit = Backend['services']['trail']['commit'];
type Unit = Parameters<Parameters<Commit>[2]>[0];
type Note = Parameters<Parameters<Commit>[2]>[1];

/**
 * Writes a change of the key ring into the chain of the instance, as the operator: one transaction with what the work
 * changes in the database.
 *
 * @param keyId the generation that the event is about.
 * @throws what the work throws, Unavailable and StorageFault; nothing is written then.
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
 * Writes down what is about to be done to the key files. It is committed before they change, so that there is no change
 * without its event; after a crash in between, or when a file cannot be written, there is an event of a change that was
 * only begun.
 *
 * @param rings the key ring as it is before the change.
 * @param check runs in the same transaction; what it throws hinders the change.
 * @returns false when there is no database, which has no chain to write into.
 * @throws ConfigError for a database that is not migrated, or of other keys; Unavailable when it is away.
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

/** What a command says on stderr when {@link recordKeyChange} found no database. */
export const NOT_RECORDED = 'There is no database here: the change is in no audit log.\n';
