import type { Command } from 'commander';
import { loginFile, readLogins, writeLogins } from '../../client/login-file';
import { CommandError } from '../command/command.error';
import type { CommandContext } from '../command/command-context';
import { takeExamples } from '../command/examples';
import { ExitCode } from '../command/exit-code';

/** `logout`: forgets the token of a context, or of all. */
export function logoutCommand(command: Command, { environment, stderr }: CommandContext): void {
  command
    .description(
      'Forget the login of a context. The token itself stays valid until it expires or is revoked: see token revoke.',
    )
    .option('--context <name>', 'the context (default: the one that context use has chosen)')
    .option('--all', 'every context')
    .action((options: { context?: string; all?: true }) => {
      const file = loginFile(environment);
      const { current, contexts } = readLogins(file);
      const name = options.context ?? current;
      if (!options.all && (name === undefined || !Object.hasOwn(contexts, name))) {
        throw new CommandError(
          options.context === undefined
            ? 'not logged in'
            : 'there is no such context; "secrets-gateway context list" shows them',
          options.context === undefined ? ExitCode.AUTHENTICATION : ExitCode.NOT_FOUND,
        );
      }
      const left = Object.entries(contexts).map(([each, { url, organization, token, login }]) =>
        options.all || each === name
          ? [each, { url, organization }]
          : [each, { url, organization, token, login }],
      );
      writeLogins(file, { current, contexts: Object.fromEntries(left) });
      stderr.write(options.all ? 'logged out everywhere\n' : `logged out of ${name}\n`);
    });
  takeExamples(command, 'secrets-gateway logout', 'secrets-gateway logout --all');
}
