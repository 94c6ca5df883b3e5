import { Command } from 'commander';
import type { CommandContext } from './command.context';
import { addEntries, type CommandEntry } from './command.entry';

const ENTRIES: readonly CommandEntry[] = [
  {
    name: 'verify',
    summary: 'check every chain of audit events',
    load: () =>
      (require('./audit.verify.command') as typeof import('./audit.verify.command')).auditVerifyCommand,
  },
];

/** `audit …` */
export function auditCommand(context: CommandContext, args: readonly string[]): Command {
  const command = new Command('audit').description('Check the audit log.');
  return addEntries(command, ENTRIES, args, context);
}
