import { SealingKeyDocument } from '../../client/generated/graphql';
import { CommandError } from '../command/command.error';
import { ExitCode } from '../command/exit-code';
import type { Session } from './session';

/** The key that values of the organization are sealed to. @throws CommandError; GatewayFailure. */
export async function sealingKey(session: Session): Promise<{ keyId: string; publicKey: string }> {
  const { id: organizationId } = await session.organization();
  const { organization } = await session.connection.send(SealingKeyDocument, { organizationId });
  if (organization) return organization.sealingKey;
  throw new CommandError('the organization is gone', ExitCode.NOT_FOUND);
}
