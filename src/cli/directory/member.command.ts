import type { Command } from 'commander';
import {
  CreateMembershipDocument,
  DeleteMembershipDocument,
  UpdateMembershipDocument,
} from '../../client/generated/graphql';
import type { CommandContext } from '../command/command-context';
import { takeExamples } from '../command/examples';
import { confirmed } from '../session/confirmation';
import { printDone, printRows } from '../session/output';
import { openSession } from '../session/session';
import { type SessionOptions, takeSessionOptions } from '../session/session-options';
import { memberNamed, membersOf, roleId } from './members';

interface RoleOptions extends SessionOptions {
  readonly role: string;
}

const MEMBER = ['<member>', 'the name of a user or service user, or the id that member list shows'] as const;
const ROLE = ['--role <role>', 'the role: its name or id'] as const;

/** `member list`. */
export function memberListCommand(command: Command, context: CommandContext): void {
  takeSessionOptions(command)
    .description('List the members of an organization, with their roles and teams.')
    .action(async (options: SessionOptions) => {
      const members = await membersOf(await openSession(context, options));
      printRows(context, options, members, ['NAME', 'ROLE', 'TEAMS', 'PRINCIPAL', 'ID'], (row) => [
        row.name,
        row.role.name,
        row.teams.map(({ name }) => name).join(', '),
        row.principal?.id,
        row.id,
      ]);
    });
  takeExamples(command, 'secrets-gateway member list');
}

/** `member add <principal> --role <role>`. */
export function memberAddCommand(command: Command, context: CommandContext): void {
  takeSessionOptions(command)
    .description('Make a user, or a service user of the organization, a member.')
    .argument('<principal>', 'the id of a user who has logged in at least once, or of a service user')
    .requiredOption(...ROLE)
    .action(async (principalId: string, options: RoleOptions) => {
      const session = await openSession(context, options);
      const { id: organizationId } = await session.organization();
      const input = { organizationId, principalId, roleId: await roleId(session, options.role) };
      const { membership } = (await session.connection.sendOnce(CreateMembershipDocument, { input }))
        .createMembership;
      printDone(context, options, `${membership.principal?.name ?? principalId} added`, membership);
    });
  takeExamples(command, 'secrets-gateway member add user-01m7… --role MEMBER');
}

/** `member update <member> --role <role>`. */
export function memberUpdateCommand(command: Command, context: CommandContext): void {
  takeSessionOptions(command)
    .description('Give a member another role.')
    .argument(...MEMBER)
    .requiredOption(...ROLE)
    .action(async (named: string, options: RoleOptions) => {
      const session = await openSession(context, options);
      const { id, name } = await memberNamed(session, named);
      const input = { id, roleId: await roleId(session, options.role) };
      const { membership } = (await session.connection.sendOnce(UpdateMembershipDocument, { input }))
        .updateMembership;
      printDone(context, options, `${name} has the role ${membership.role.name}`, membership);
    });
  takeExamples(command, 'secrets-gateway member update "Ada Lovelace" --role ADMIN');
}

/** `member remove <member>`. */
export function memberRemoveCommand(command: Command, context: CommandContext): void {
  takeSessionOptions(command)
    .description('Remove a member, and delete its personal secrets in this organization.')
    .argument(...MEMBER)
    .option('--yes', 'do not ask')
    .action(async (named: string, options: SessionOptions & { readonly yes?: true }) => {
      const session = await openSession(context, options);
      const { id, name } = await memberNamed(session, named);
      await confirmed(context, `Remove ${name} and delete its personal secrets`, options.yes);
      await session.connection.sendOnce(DeleteMembershipDocument, { input: { id } });
      printDone(context, options, `${name} removed`, { id });
    });
  takeExamples(command, 'secrets-gateway member remove "Ada Lovelace"');
}
