import { commandGroup } from './command.entry';

/** `keys …` */
export const keysCommand = commandGroup(
  'keys',
  'Make, list, promote and retire key generations, and reseal values with the current one.',
  [
    {
      name: 'generate',
      summary: 'make a key generation',
      load: () =>
        (require('./keys.generate.command') as typeof import('./keys.generate.command')).keysGenerateCommand,
    },
    {
      name: 'list',
      summary: 'list the key generations',
      load: () => (require('./keys.list.command') as typeof import('./keys.list.command')).keysListCommand,
    },
    {
      name: 'promote',
      summary: 'make a key generation the current one',
      load: () =>
        (require('./keys.promote.command') as typeof import('./keys.promote.command')).keysPromoteCommand,
    },
    {
      name: 'reseal',
      summary: 'seal all values with the current key generation',
      load: () =>
        (require('./keys.reseal.command') as typeof import('./keys.reseal.command')).keysResealCommand,
    },
    {
      name: 'retire',
      summary: 'remove a key generation',
      load: () =>
        (require('./keys.retire.command') as typeof import('./keys.retire.command')).keysRetireCommand,
    },
  ],
);
