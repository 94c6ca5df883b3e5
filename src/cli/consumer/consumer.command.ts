import { commandGroup } from '../command-entry';

/** `consumer …` */
export const consumerCommand = commandGroup(
  'consumer',
  'Make the file of a workload and get its one-time codes; list, approve and disapprove workloads where the opening key is.',
  [
    {
      name: 'init',
      summary: 'make the file and the key of a workload',
      load: () => (require('./init.command') as typeof import('./init.command')).consumerInitCommand,
    },
    {
      name: 'code',
      summary: 'print the code that a TOTP secret has now',
      load: () => (require('./code.command') as typeof import('./code.command')).consumerCodeCommand,
    },
    {
      name: 'list',
      summary: 'list the consumers of all organizations',
      load: () => (require('./list.command') as typeof import('./list.command')).consumerListCommand,
    },
    {
      name: 'approve',
      summary: 'approve who a consumer is',
      load: () => (require('./approve.command') as typeof import('./approve.command')).consumerApproveCommand,
    },
    {
      name: 'disapprove',
      summary: 'take an approval back',
      load: () =>
        (require('./disapprove.command') as typeof import('./disapprove.command')).consumerDisapproveCommand,
    },
  ],
);
