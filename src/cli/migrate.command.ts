import type { Command } from 'commander';
import { migrateDatabase } from '../backend/opened-database';
import { Log } from '../log';
import type { CommandContext } from './command/command-context';
import { operatorConfig } from './command/operator-config';

/** `migrate`: applies the pending migrations and prints their names. */
export function migrateCommand(command: Command, context: CommandContext): void {
  command
    .description('Update the tables of the database. Needs no key. The command serve does this, too.')
    .option('--allow-foreign-tables', 'add the tables to a database that has tables of another program')
    .action(async ({ allowForeignTables }: { allowForeignTables?: true }) => {
      const config = operatorConfig(
        context,
        allowForeignTables ? { SECRETS_GATEWAY_ALLOW_FOREIGN_TABLES: 'on' } : {},
      );
      const names = await migrateDatabase(config, new Log('silent', () => undefined));
      for (const name of names) context.stdout.write(`${name}\n`);
      if (names.length === 0) context.stdout.write('up to date\n');
    });
}
