import { StaleVersion } from '../core/errors';
import type { Secret } from '../core/secret';
import type { Expecting } from './secret.command';

/**
 * The optimistic lock: a change is made only to the secret that the caller has seen.
 *
 * @throws StaleVersion when the secret has another value than expected (`expectedVersion`), or was changed in any way
 * since (`expectedUpdatedAt`).
 */
export function requireCurrent(current: Secret, { expectedVersion, expectedUpdatedAt }: Expecting): void {
  const isOtherVersion = expectedVersion != null && expectedVersion !== current.version;
  const isOtherTime =
    expectedUpdatedAt != null && expectedUpdatedAt.getTime() !== current.updatedAt.getTime();
  if (isOtherVersion || isOtherTime) throw new StaleVersion(current.version);
}
