/**
 * A `Date` that keeps the text it was read from: ISO-8601 in UTC with milliseconds. Responses contain this text, and
 * formatting it again costs three times as much as parsing it.
 */
export class StoredTime extends Date {
  readonly #text: string;

  /** @param text as it was stored. */
  constructor(text: string) {
    super(text);
    this.#text = text;
  }

  override toISOString(): string {
    return this.#text;
  }
}
