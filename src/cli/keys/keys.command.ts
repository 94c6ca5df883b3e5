import { commandGroup } from '../command-entry';

/** `keys …` */
export const keysCommand = commandGroup(
  'keys',
  'Make, list, promote and retire key generations, and reseal values with the current one.',
  [
    {
      name: 'generate',
      summary: 'make a key generation',
      load: () => (require('./generate.command') as typeof import('./generate.command')).keysGenerateCommand,
    },
    {
      name: 'list',
      summary: 'list the key generations',
      load: () => (require('./list.command') as typeof import('./list.command')).keysListCommand,
    },
    {
      name: 'promote',
      summary: 'make a key generation the current one',
      load: () => (require('./promote.command') as typeof import('./promote.command')).keysPromoteCommand,
    },
    {
      name: 'reseal',
      summary: 'seal all values with the current key generation',
      load: () => (require('./reseal.command') as typeof import('./reseal.command')).keysResealCommand,
    },
    {
      name: 'retire',
      summary: 'remove a key generation',
      load: () => (require('./retire.command') as typeof import('./retire.command')).keysRetireCommand,
    },
  ],
);
