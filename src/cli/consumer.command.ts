import { commandGroup } from './command.entry';

/** `consumer …` */
export const consumerCommand = commandGroup(
  'consumer',
  'Make the file of a workload and get its one-time codes; list, approve and disapprove workloads where the opening key is.',
  [
    {
      name: 'init',
      summary: 'make the file and the key of a workload',
      load: () =>
        (require('./consumer.init.command') as typeof import('./consumer.init.command')).consumerInitCommand,
    },
    {
      name: 'code',
      summary: 'print the code that a TOTP secret has now',
      load: () =>
        (require('./consumer.code.command') as typeof import('./consumer.code.command')).consumerCodeCommand,
    },
    {
      name: 'list',
      summary: 'list the consumers of all organizations',
      load: () =>
        (require('./consumer.list.command') as typeof import('./consumer.list.command')).consumerListCommand,
    },
    {
      name: 'approve',
      summary: 'approve who a consumer is',
      load: () =>
        (require('./consumer.approve.command') as typeof import('./consumer.approve.command'))
          .consumerApproveCommand,
    },
    {
      name: 'disapprove',
      summary: 'take an approval back',
      load: () =>
        (require('./consumer.disapprove.command') as typeof import('./consumer.disapprove.command'))
          .consumerDisapproveCommand,
    },
  ],
);
