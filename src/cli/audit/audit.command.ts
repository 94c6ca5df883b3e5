import { commandGroup } from '../command-entry';

/** `audit …` */
export const auditCommand = commandGroup('audit', 'Check the audit log.', [
  {
    name: 'verify',
    summary: 'check every chain of audit events',
    load: () => (require('./verify.command') as typeof import('./verify.command')).auditVerifyCommand,
  },
]);
