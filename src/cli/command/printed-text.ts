import type { Writable } from 'node:stream';

/** One line without control characters, which a terminal would obey: names come from a database that others write to. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
}

/** Writes a line that starts with the name of the program, for warnings and errors. */
export function printMessage(stderr: Writable, text: string): void {
  stderr.write(`secrets-gateway: ${printable(text)}\n`);
}

/** Rows of texts as lines with aligned columns. Each text is {@link printable}. */
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

/**
 * A value as JSON that no terminal obeys: what {@link printable} replaces is escaped, so that programs still read the same
 * text.
 */
export function printedJson(value: unknown): string {
  const text = JSON.stringify(value, undefined, 2);
  const escaped = (character: string) =>
    Array.from({ length: character.length }, (_, index) => character.charCodeAt(index))
      .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
      .join('');
  return `${text.replace(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escaped)}\n`;
}

/** Names and texts as lines, the texts below each other. Texts that are null or empty are left out. */
export function printedFields(fields: readonly (readonly [string, string | null | undefined])[]): string {
  const shown = fields.filter((field): field is readonly [string, string] => !!field[1]);
  return printedTable(shown.map(([name, text]) => [`${name}:`, text]));
}

/**
 * A list: as a table, or as JSON objects whose fields are named after the headings, such as `lastUsed` for LAST USED. `-`
 * stands for nothing, which is null in JSON.
 */
export function printedList(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  isJson: boolean | undefined,
): string {
  if (!isJson) return printedTable([headings, ...rows]);
  const names = headings.map((heading) =>
    heading.toLowerCase().replace(/ (.)/g, (_, letter: string) => letter.toUpperCase()),
  );
  return printedJson(
    rows.map((row) => Object.fromEntries(names.map((name, at) => [name, row[at] === '-' ? null : row[at]]))),
  );
}
