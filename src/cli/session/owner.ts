import { type Command, Option } from 'commander';
import { TeamsDocument } from '../../client/generated/graphql';
import { foldCase } from '../../core/name';
import { CommandError } from '../command/command.error';
import { ExitCode } from '../command/exit-code';
import { rowsOf } from './pages';
import type { Session } from './session';

/** The options that say whose a secret is. */
export interface OwnerOptions {
  readonly team?: string;
  readonly personal?: true;
}

/** Whose a secret is: the input fields of GraphQL. */
export type Owner =
  | { readonly access: 'ORGANIZATION' | 'PERSONAL'; readonly teamId?: undefined }
  | { readonly access: 'TEAM'; readonly teamId: string };

/** Adds `--team` and `--personal`. */
export function takeOwnerOptions(command: Command): Command {
  return command
    .option('--team <team>', 'of this team: its name or id (default: of the organization)')
    .addOption(new Option('--personal', 'of yourself: nobody else sees it').conflicts('team'));
}

/** @throws CommandError for a team that there is not; GatewayFailure. */
export async function ownerOf(session: Session, { team, personal }: OwnerOptions): Promise<Owner> {
  if (personal) return { access: 'PERSONAL' };
  if (team === undefined) return { access: 'ORGANIZATION' };
  return { access: 'TEAM', teamId: await teamId(session, team) };
}

/** The id of a team. @param named its name, case-insensitive, or its id. @throws CommandError; GatewayFailure. */
export async function teamId(session: Session, named: string): Promise<string> {
  const { id: organizationId } = await session.organization();
  const teams = await rowsOf(async (page) => {
    const { organization } = await session.connection.send(TeamsDocument, { organizationId, ...page });
    return organization?.teams;
  });
  return chosen(teams, named, 'team').id;
}

/** The row with a name or id. @param noun what the rows are, for the error. @throws CommandError */
export function chosen<Row extends { readonly id: string; readonly name: string }>(
  rows: readonly Row[],
  named: string,
  noun: string,
): Row {
  const folded = foldCase(named.normalize('NFC'));
  const found = rows.filter(({ id, name }) => id === named || foldCase(name) === folded);
  if (found.length === 1) return found[0]!;
  throw found.length === 0
    ? new CommandError(`there is no such ${noun}`, ExitCode.NOT_FOUND)
    : new CommandError(`several have this name; give the id of the ${noun}`, ExitCode.USAGE);
}
