import { printable } from './command-failure';

/** Rows of texts as lines with aligned columns; each text on one line and without what a terminal would obey. */
export function printedTable(rows: readonly (readonly string[])[]): string {
  const texts = rows.map((row) => row.map(printable));
  const widths = (texts[0] ?? []).map((_, column) =>
    Math.max(...texts.map((row) => row[column]?.length ?? 0)),
  );
  return texts
    .map((row) => row.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  '))
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}
