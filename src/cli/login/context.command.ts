import type { Command } from 'commander';
import { type LoginContext, loginFile, readLogins, writeLogins } from '../../client/login-file';
import { CommandError } from '../command/command.error';
import type { CommandContext } from '../command/command-context';
import { takeExamples } from '../command/examples';
import { ExitCode } from '../command/exit-code';
import { printedJson, printedTable } from '../command/printed-text';

/** `context list`: one row for each context, without its token. */
export function contextListCommand(command: Command, { environment, stdout }: CommandContext): void {
  command
    .description(
      'List the contexts: gateways that you have logged in to. A star marks the one that commands use.',
    )
    .option('--json', 'print JSON')
    .action(({ json }: { json?: true }) => {
      const { current, contexts } = readLogins(loginFile(environment));
      const rows = Object.entries(contexts).map(([name, { url, organization, ...login }]) => ({
        name,
        isCurrent: name === current,
        url,
        organization: organization ?? null,
        login: stateOf(login),
      }));
      if (json) {
        stdout.write(printedJson(rows));
        return;
      }
      const table = rows.map(({ isCurrent, name, url, organization, login }) => [
        isCurrent ? '*' : '',
        name,
        login,
        organization ?? '-',
        url,
      ]);
      stdout.write(printedTable([['', 'NAME', 'LOGIN', 'ORGANIZATION', 'GATEWAY'], ...table]));
    });
  takeExamples(command, 'secrets-gateway context list');
}

/** `context use <name>`. */
export function contextUseCommand(command: Command, { environment, stderr }: CommandContext): void {
  command
    .description('Choose the context that commands use.')
    .argument('<name>', 'the name that context list shows')
    .option('--organization <slug>', 'the organization that its commands work in; "" for none in particular')
    .action((name: string, { organization }: { organization?: string }) => {
      const file = loginFile(environment);
      const { contexts } = readLogins(file);
      const context = known(contexts, name);
      const changed =
        organization === undefined ? context : { ...context, organization: organization || undefined };
      writeLogins(file, { current: name, contexts: { ...contexts, [name]: changed } });
      stderr.write(`commands now use ${name}, ${context.url}\n`);
    });
  takeExamples(command, 'secrets-gateway context use prod');
}

/** `context remove <name>`. */
export function contextRemoveCommand(command: Command, { environment, stderr }: CommandContext): void {
  command
    .description('Forget a context and its login.')
    .argument('<name>', 'the name that context list shows')
    .action((name: string) => {
      const file = loginFile(environment);
      const { current, contexts } = readLogins(file);
      known(contexts, name);
      const { [name]: _removed, ...left } = contexts;
      writeLogins(file, { current: current === name ? undefined : current, contexts: left });
      stderr.write(`${name} removed\n`);
    });
  takeExamples(command, 'secrets-gateway context remove staging');
}

function known(contexts: Readonly<Record<string, LoginContext>>, name: string): LoginContext {
  const context = Object.hasOwn(contexts, name) ? contexts[name] : undefined;
  if (context !== undefined) return context;
  throw new CommandError(
    'there is no such context; "secrets-gateway context list" shows them',
    ExitCode.NOT_FOUND,
  );
}

function stateOf({ token, login }: Pick<LoginContext, 'token' | 'login'>): string {
  if (token === undefined) return 'logged out';
  if (login === undefined) return 'token';
  const isOver = Date.parse(login.expiresAt) <= Date.now() && login.refreshToken === undefined;
  return isOver ? 'ended' : 'person';
}
