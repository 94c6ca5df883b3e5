import { commandGroup } from './command.entry';

/** `audit …` */
export const auditCommand = commandGroup('audit', 'Check the audit log.', [
  {
    name: 'verify',
    summary: 'check every chain of audit events',
    load: () =>
      (require('./audit.verify.command') as typeof import('./audit.verify.command')).auditVerifyCommand,
  },
]);
