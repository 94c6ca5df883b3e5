import type { Backend } from '../../backend/backend';
import { newId } from '../../core/id';
import { operatorPrincipal } from '../../core/policy';
import type { OpeningKeyRing } from '../../crypto/open/opening-key';
import { ConsumerApprover } from '../../dispenser/consumer/consumer-approver';

/**
 * Renews the approvals of consumers with the current key generation, so that none is lost with an older one. Without an
 * opening key, as on the machine of a gateway, it does nothing.
 *
 * @returns a line for each generation whose approvals were renewed.
 */
export async function renewApprovals(
  backend: Backend,
  ring: OpeningKeyRing | undefined,
): Promise<readonly string[]> {
  if (ring === undefined) return [];
  const principal = operatorPrincipal(undefined, [], newId('event'));
  const approver = new ConsumerApprover({ backend, ring });
  const renewed = await approver.renew({ principal, origin: principal.origin });
  return [...renewed].map(([keyId, count]) => `${keyId}  ${count} approvals of consumers renewed`);
}
