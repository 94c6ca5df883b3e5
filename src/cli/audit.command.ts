import { Command } from 'commander';
import { auditVerifyCommand } from './audit.verify.command';
import type { CommandContext } from './command.context';

/** `audit …` */
export function auditCommand(context: CommandContext): Command {
  return new Command('audit').description('Check the audit log.').addCommand(auditVerifyCommand(context));
}
