/**
 * A time that was read: a `Date` that still has the text it was stored as. Times are stored as ISO-8601 text in UTC with
 * milliseconds, which is what answers contain, and making that text again costs three times as much as reading it.
 */
export class StoredTime extends Date {
  readonly #text: string;

  /** @param text as a store wrote it. */
  constructor(text: string) {
    super(text);
    this.#text = text;
  }

  override toISOString(): string {
    return this.#text;
  }
}
