import type { Command } from 'commander';

/** The options of every command that is a client of a gateway. */
export interface SessionOptions {
  readonly context?: string;
  readonly organization?: string;
  readonly json?: true;
}

/** Adds `--context`, `--organization` and `--json`. */
export function takeSessionOptions(command: Command, { inOrganization = true } = {}): Command {
  command.option(
    '--context <name>',
    'the gateway and the login (default: the one that context use has chosen)',
  );
  if (inOrganization) {
    command.option(
      '--organization <slug>',
      'the organization (default: that of the context, of the token, or the only one)',
    );
  }
  return command.option('--json', 'print JSON');
}
