import type { Command } from 'commander';
import { migrateDatabase } from '../backend/opened-database';
import { readConfig } from '../config/config';
import { Log } from '../log';
import type { CommandContext } from './command/command-context';

/** `migrate`: applies the pending migrations and prints their names. */
export function migrateCommand(command: Command, context: CommandContext): void {
  command
    .description('Update the tables of the database. Needs no key. The command serve does this, too.')
    .action(async () => {
      const config = readConfig(context.environment);
      const names = await migrateDatabase(config, new Log('silent', () => undefined));
      for (const name of names) context.stdout.write(`${name}\n`);
      if (names.length === 0) context.stdout.write('up to date\n');
    });
}
