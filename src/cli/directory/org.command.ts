import type { Command } from 'commander';
import {
  CreateOrganizationDocument,
  DeleteOrganizationDocument,
  OrganizationsDocument,
  UpdateOrganizationDocument,
} from '../../client/generated/graphql';
import { CommandError } from '../command/command.error';
import type { CommandContext } from '../command/command-context';
import { takeExamples } from '../command/examples';
import { ExitCode } from '../command/exit-code';
import { confirmed } from '../session/confirmation';
import { printDone, printRows } from '../session/output';
import { count, rowsOf } from '../session/pages';
import { openSession } from '../session/session';
import { type SessionOptions, takeSessionOptions } from '../session/session-options';

/** `org list`. */
export function orgListCommand(command: Command, context: CommandContext): void {
  takeSessionOptions(command, { inOrganization: false })
    .description('List the organizations that you belong to.')
    .action(async (options: SessionOptions) => {
      const { connection } = await openSession(context, options);
      const rows = await rowsOf(
        async (page) => (await connection.send(OrganizationsDocument, page)).organizations,
      );
      printRows(context, options, rows, ['SLUG', 'NAME', 'KEEPS', 'ID'], (row) => [
        row.slug,
        row.name,
        keptText(row.keepVersions, row.keepDays),
        row.id,
      ]);
    });
  takeExamples(command, 'secrets-gateway org list');
}

/** `org create <slug>`. */
export function orgCreateCommand(command: Command, context: CommandContext): void {
  takeSessionOptions(command, { inOrganization: false })
    .description('Create an organization, which you own.')
    .argument('<slug>', '1 to 39 letters or digits, with single hyphens between them')
    .option('--name <name>', 'its name (default: the slug)')
    .action(async (slug: string, options: SessionOptions & { readonly name?: string }) => {
      const { connection } = await openSession(context, options);
      const input = { slug, name: options.name ?? slug };
      const { organization } = (await connection.sendOnce(CreateOrganizationDocument, { input }))
        .createOrganization;
      printDone(context, options, `${organization.slug} created, ${organization.id}`, organization);
    });
  takeExamples(command, 'secrets-gateway org create acme --name "Acme Inc."');
}

interface UpdateOptions extends SessionOptions {
  readonly rename?: string;
  readonly name?: string;
  readonly keepVersions?: number | 'all';
  readonly keepDays?: number | 'all';
}

/** `org update`. */
export function orgUpdateCommand(command: Command, context: CommandContext): void {
  takeSessionOptions(command)
    .description('Change an organization: its slug, its name, or how long it keeps versions of secrets.')
    .option('--rename <slug>', 'its new slug')
    .option('--name <name>', 'its new name')
    .option('--keep-versions <number>', 'how many versions of each secret to keep, or all', countOrAll)
    .option('--keep-days <number>', 'how many days to keep replaced versions, or all', countOrAll)
    .action(async (options: UpdateOptions) => {
      const { rename, name, keepVersions, keepDays } = options;
      const changes = {
        ...(rename !== undefined && { slug: rename }),
        ...(name !== undefined && { name }),
        ...(keepVersions !== undefined && { keepVersions: keepVersions === 'all' ? null : keepVersions }),
        ...(keepDays !== undefined && { keepDays: keepDays === 'all' ? null : keepDays }),
      };
      if (Object.keys(changes).length === 0) {
        throw new CommandError('nothing to change; add --help for the options', ExitCode.USAGE);
      }
      const session = await openSession(context, options);
      const { id } = await session.organization();
      const { updateOrganization } = await session.connection.sendOnce(UpdateOrganizationDocument, {
        input: { id, ...changes },
      });
      const { organization } = updateOrganization;
      printDone(context, options, `${organization.slug} changed`, organization);
    });
  takeExamples(command, 'secrets-gateway org update --organization acme --keep-versions 20 --keep-days 90');
}

/** `org delete <slug>`. */
export function orgDeleteCommand(command: Command, context: CommandContext): void {
  takeSessionOptions(command, { inOrganization: false })
    .description('Delete an organization with everything in it except its audit events.')
    .argument('<slug>', 'its slug')
    .option('--yes', 'do not ask')
    .action(async (named: string, options: SessionOptions & { readonly yes?: true }) => {
      const session = await openSession(context, { ...options, organization: named });
      const { id, slug } = await session.organization();
      await confirmed(context, `Delete the organization ${slug} and all its secrets`, options.yes);
      await session.connection.sendOnce(DeleteOrganizationDocument, { input: { id, confirmSlug: slug } });
      printDone(context, options, `${slug} deleted`, { id, slug });
    });
  takeExamples(command, 'secrets-gateway org delete acme');
}

function countOrAll(text: string): number | 'all' {
  return text === 'all' ? text : count(text);
}

function keptText(versions: number | null | undefined, days: number | null | undefined): string {
  const parts = [versions && `${versions} versions`, days && `${days} days`].filter((part) => part);
  return parts.join(', ') || 'all versions';
}
