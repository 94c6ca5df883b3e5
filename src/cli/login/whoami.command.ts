import type { Command } from 'commander';
import { ViewerDocument } from '../../client/generated/graphql';
import type { CommandContext } from '../command/command-context';
import { takeExamples } from '../command/examples';
import { printedFields, printedJson } from '../command/printed-text';
import { openSession } from '../session/session';
import { type SessionOptions, takeSessionOptions } from '../session/session-options';

/** `whoami`: the caller as the gateway sees it. */
export function whoamiCommand(command: Command, context: CommandContext): void {
  takeSessionOptions(command, { inOrganization: false })
    .description('Show who you are to the gateway, where it is, and what you may do in each organization.')
    .action(async (options: SessionOptions) => {
      const { connection, login } = await openSession(context, options);
      const { viewer } = await connection.send(ViewerDocument, {});
      const { organizations, ...person } = viewer;
      if (options.json) {
        const shown = {
          ...person,
          organizations: organizations.nodes,
          gateway: login.url,
          context: login.name,
        };
        context.stdout.write(printedJson(shown));
        return;
      }
      context.stdout.write(
        printedFields([
          ['name', viewer.name],
          ['kind', viewer.kind],
          ['id', viewer.id],
          ['gateway', login.url],
          ['context', login.name],
          ...organizations.nodes.map(
            ({ slug, viewerPermissions }) =>
              [`organization ${slug}`, viewerPermissions.join(' ') || 'no permissions'] as const,
          ),
        ]),
      );
    });
  takeExamples(command, 'secrets-gateway whoami', 'secrets-gateway whoami --context prod --json');
}
