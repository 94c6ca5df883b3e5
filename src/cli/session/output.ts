import type { CommandContext } from '../command/command-context';
import { printable, printedJson, printedTable } from '../command/printed-text';

/** Prints the rows of a list: as a table with these headings, or as a JSON array of what GraphQL answered. */
export function printRows<Row>(
  { stdout }: Pick<CommandContext, 'stdout'>,
  { json }: { readonly json?: true },
  rows: readonly Row[],
  headings: readonly string[],
  cellsOf: (row: Row) => readonly (string | null | undefined)[],
): void {
  const table = () => [headings, ...rows.map((row) => cellsOf(row).map((text) => text || '-'))];
  stdout.write(json ? printedJson(rows) : printedTable(table()));
}

/** Prints what a command has done: as a line, or as JSON. */
export function printDone(
  { stdout }: Pick<CommandContext, 'stdout'>,
  { json }: { readonly json?: true },
  line: string,
  result: unknown,
): void {
  stdout.write(json ? printedJson(result) : `${printable(line)}\n`);
}
