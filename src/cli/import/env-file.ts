import { Plaintext } from '../../core/plaintext';
import type { ImportedEntry } from './imported-entry';

/** What stands in front of a value: spaces, `export`, a name, and `=` or a colon and a space. */
const ASSIGNMENT = /[^\S\r\n]*(?:export[^\S\r\n]+)?([\w.-]+)[^\S\r\n]*(?:=|:(?=[^\S\r\n]))[^\S\r\n]*/y;
const BLANK = /[^\S\r\n]*(?:#[^\r\n]*)?(?=\r?\n|\r|$)/y;
const LINE_END = /\r\n|\n|\r/y;
const REST = /[^\r\n]*/y;
const QUOTES = ['"', "'", '`'];

/**
 * Reads a `.env` file as the `dotenv` package for Node.js does: `export`, comments, values in double quotes (with `\n` and `\r`),
 * single quotes or backticks, over several lines, and unquoted values up to a `#`. Where it would guess, the line is refused:
 * text behind a closing quote, a quote that is not closed, a line without a name. Where other readers of such files take another
 * value, the entry has a warning.
 */
export function parseEnvFile(text: string): ImportedEntry[] {
  const reader = new EnvReader(text.replace(/^\ufeff/, ''));
  const entries: ImportedEntry[] = [];
  while (!reader.isAtEnd) {
    const entry = reader.next();
    if (entry !== undefined) entries.push(entry);
  }
  return entries;
}

class EnvReader {
  readonly #text: string;
  #at = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  /** Reads a line, or several if a value has them. @returns undefined for a blank line or a comment. */
  next(): ImportedEntry | undefined {
    const place = `line ${this.#line}`;
    if (this.#take(BLANK) !== undefined) {
      this.#endLine();
      return undefined;
    }
    const name = this.#take(ASSIGNMENT)?.[1];
    if (name === undefined) {
      this.#skipLine();
      return { name: '', place, refusal: 'no name and value' };
    }
    const quote = this.#text[this.#at] ?? '';
    return { name, place, ...(QUOTES.includes(quote) ? this.#quoted(quote) : this.#unquoted()) };
  }

  #quoted(quote: string): Omit<ImportedEntry, 'name' | 'place'> {
    const end = closingQuote(this.#text, this.#at + 1, quote);
    if (end === undefined) {
      this.#skipLine();
      return { refusal: 'the quote is not closed' };
    }
    const raw = this.#text.slice(this.#at + 1, end);
    this.#line += raw.split(/\r\n|\n|\r/).length - 1;
    this.#at = end + 1;
    if (this.#take(BLANK) === undefined) {
      this.#skipLine();
      return { refusal: 'there is text behind the closing quote' };
    }
    this.#endLine();
    const lines = raw.replace(/\r\n?/g, '\n');
    const content = quote === '"' ? lines.replace(/\\n/g, '\n').replace(/\\r/g, '\r') : lines;
    const isUnsure = quote === '"' ? /\\[^nr]|\$/.test(raw) : raw.includes('\\');
    return {
      value: Plaintext.ofText(content),
      ...(isUnsure && { warning: 'backslashes and dollar signs are kept as they are' }),
    };
  }

  #unquoted(): Omit<ImportedEntry, 'name' | 'place'> {
    const rest = this.#take(REST)?.[0] ?? '';
    this.#endLine();
    const comment = rest.indexOf('#');
    const value = comment < 0 ? rest : rest.slice(0, comment);
    const isCut = comment > 0 && !/\s/.test(rest[comment - 1] ?? '');
    const warning = isCut
      ? 'the value ends at the number sign; quote it if that belongs to it'
      : /\\|\$/.test(value)
        ? 'backslashes and dollar signs are kept as they are'
        : undefined;
    return { value: Plaintext.ofText(value.trim()), ...(warning && { warning }) };
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text) ?? undefined;
    if (found !== undefined) this.#at = pattern.lastIndex;
    return found;
  }

  #skipLine(): void {
    this.#take(REST);
    this.#endLine();
  }

  #endLine(): void {
    if (this.#take(LINE_END) !== undefined) this.#line += 1;
  }
}

/** Where the quote is closed. One behind a backslash does not close it. */
function closingQuote(text: string, start: number, quote: string): number | undefined {
  for (let index = start; index < text.length; index += 1) {
    if (text[index] === quote) return index;
    if (text[index] === '\\' && text[index + 1] === quote) index += 1;
  }
  return undefined;
}
