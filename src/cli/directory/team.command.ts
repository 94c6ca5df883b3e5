import type { Command } from 'commander';
import {
  AddTeamMemberDocument,
  CreateTeamDocument,
  DeleteTeamDocument,
  RemoveTeamMemberDocument,
  TeamsDocument,
  UpdateTeamDocument,
} from '../../client/generated/graphql';
import type { CommandContext } from '../command/command-context';
import { takeExamples } from '../command/examples';
import { confirmed } from '../session/confirmation';
import { printDone, printRows } from '../session/output';
import { teamId } from '../session/owner';
import { rowsOf } from '../session/pages';
import { openSession } from '../session/session';
import { type SessionOptions, takeSessionOptions } from '../session/session-options';
import { memberNamed } from './members';

const TEAM = ['<team>', 'its name or id'] as const;
const MEMBER = ['<member>', 'the name of a user or service user, or the id that member list shows'] as const;

/** `team list`. */
export function teamListCommand(command: Command, context: CommandContext): void {
  takeSessionOptions(command)
    .description('List the teams of an organization.')
    .action(async (options: SessionOptions) => {
      const session = await openSession(context, options);
      const { id: organizationId } = await session.organization();
      const rows = await rowsOf(
        async (page) =>
          (await session.connection.send(TeamsDocument, { organizationId, ...page })).organization?.teams,
      );
      printRows(context, options, rows, ['NAME', 'CREATED', 'ID'], ({ name, createdAt, id }) => [
        name,
        createdAt,
        id,
      ]);
    });
  takeExamples(command, 'secrets-gateway team list');
}

/** `team create <name>`. */
export function teamCreateCommand(command: Command, context: CommandContext): void {
  takeSessionOptions(command)
    .description('Create a team.')
    .argument('<name>', 'its name')
    .action(async (name: string, options: SessionOptions) => {
      const session = await openSession(context, options);
      const { id: organizationId } = await session.organization();
      const input = { organizationId, name };
      const { team } = (await session.connection.sendOnce(CreateTeamDocument, { input })).createTeam;
      printDone(context, options, `${team.name} created, ${team.id}`, team);
    });
  takeExamples(command, 'secrets-gateway team create platform');
}

/** `team rename <team> <name>`. */
export function teamRenameCommand(command: Command, context: CommandContext): void {
  takeSessionOptions(command)
    .description('Rename a team.')
    .argument(...TEAM)
    .argument('<name>', 'its new name')
    .action(async (named: string, name: string, options: SessionOptions) => {
      const session = await openSession(context, options);
      const input = { id: await teamId(session, named), name };
      const { team } = (await session.connection.sendOnce(UpdateTeamDocument, { input })).updateTeam;
      printDone(context, options, `${team.name} renamed`, team);
    });
  takeExamples(command, 'secrets-gateway team rename platform infrastructure');
}

/** `team delete <team>`. */
export function teamDeleteCommand(command: Command, context: CommandContext): void {
  takeSessionOptions(command)
    .description('Delete a team that owns no secrets.')
    .argument(...TEAM)
    .option('--yes', 'do not ask')
    .action(async (named: string, options: SessionOptions & { readonly yes?: true }) => {
      const session = await openSession(context, options);
      const id = await teamId(session, named);
      await confirmed(context, `Delete the team ${named}`, options.yes);
      await session.connection.sendOnce(DeleteTeamDocument, { input: { id } });
      printDone(context, options, `${named} deleted`, { id });
    });
  takeExamples(command, 'secrets-gateway team delete platform');
}

/** `team add-member <team> <member>`. */
export function teamAddMemberCommand(command: Command, context: CommandContext): void {
  membershipCommand(command, context, 'add');
  command.description('Add a member of the organization to a team.');
  takeExamples(command, 'secrets-gateway team add-member platform "Ada Lovelace"');
}

/** `team remove-member <team> <member>`. */
export function teamRemoveMemberCommand(command: Command, context: CommandContext): void {
  membershipCommand(command, context, 'remove');
  command.description('Remove a member from a team.');
  takeExamples(command, 'secrets-gateway team remove-member platform "Ada Lovelace"');
}

function membershipCommand(command: Command, context: CommandContext, change: 'add' | 'remove'): void {
  takeSessionOptions(command)
    .argument(...TEAM)
    .argument(...MEMBER)
    .action(async (team: string, member: string, options: SessionOptions) => {
      const session = await openSession(context, options);
      const { id: membershipId, name } = await memberNamed(session, member);
      const input = { id: await teamId(session, team), membershipId };
      const document = change === 'add' ? AddTeamMemberDocument : RemoveTeamMemberDocument;
      await session.connection.sendOnce<unknown, { input: typeof input }>(document, { input });
      printDone(context, options, `${name} ${change === 'add' ? 'added' : 'removed'}`, { membershipId });
    });
}
