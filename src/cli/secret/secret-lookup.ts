import {
  SecretByIdDocument,
  SecretByNameDocument,
  type SecretRowFragment,
  SecretsDocument,
} from '../../client/generated/graphql';
import { prefixOf } from '../../core/id';
import { foldCase } from '../../core/name';
import { CommandError } from '../command/command.error';
import { ExitCode } from '../command/exit-code';
import type { Owner } from '../session/owner';
import { rowsOf } from '../session/pages';
import type { Session } from '../session/session';

/**
 * The secret with this id or name.
 *
 * @param owner whose it is, if it is a name.
 * @returns undefined if there is none that the caller may see.
 * @throws GatewayFailure.
 */
export async function findSecret(
  session: Session,
  named: string,
  owner: Owner,
): Promise<SecretRowFragment | undefined> {
  const { connection } = session;
  if (prefixOf(named) === 'secret') {
    const { secret } = await connection.send(SecretByIdDocument, { id: named });
    return secret ?? undefined;
  }
  const { id: organizationId } = await session.organization();
  if (owner.access === 'ORGANIZATION') {
    const { organization } = await connection.send(SecretByNameDocument, { organizationId, name: named });
    return organization?.secret ?? undefined;
  }
  const { access, teamId } = owner;
  const filter = { namePrefix: named, access: [access], ...(teamId && { teamId }) };
  const found = await rowsOf(async (page) => {
    const { organization } = await connection.send(SecretsDocument, { organizationId, filter, ...page });
    return organization?.secrets;
  });
  const folded = foldCase(named.normalize('NFC'));
  return found.find(({ name }) => foldCase(name) === folded);
}

/** The same. @throws CommandError with exit code 4 if there is none. */
export async function requireSecret(
  session: Session,
  named: string,
  owner: Owner,
): Promise<SecretRowFragment> {
  const found = await findSecret(session, named, owner);
  if (found !== undefined) return found;
  throw new CommandError(
    'there is no such secret that you may see; "secrets-gateway secret list" shows the others, --team and --personal look elsewhere',
    ExitCode.NOT_FOUND,
  );
}
