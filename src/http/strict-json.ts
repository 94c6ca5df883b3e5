/** The rules that a JSON body can break. */
export type JsonRule =
  | 'byte_order_mark'
  | 'utf8'
  | 'syntax'
  | 'depth'
  | 'duplicate_key'
  | 'reserved_key'
  | 'surrogate'
  | 'number'
  | 'values';

const SENTENCES: Readonly<Record<JsonRule, string>> = {
  byte_order_mark: 'starts with a byte order mark',
  utf8: 'is not valid UTF-8',
  syntax: 'is not valid JSON',
  depth: 'nests deeper than 64 levels',
  duplicate_key: 'has the same key twice in one object',
  reserved_key: 'has the key __proto__',
  surrogate: 'has half of a surrogate pair in a string',
  number: 'has a number that cannot be read exactly or at all',
  values: 'has too many values',
};

/** A body that is not strict JSON. The message gives the rule and the position, never a character of the body. */
export class MalformedBody extends Error {
  /** @param position index of the UTF-16 code unit that breaks the rule; undefined for a body that is not UTF-8. */
  constructor(
    readonly rule: JsonRule,
    readonly position?: number,
  ) {
    super(`The body ${SENTENCES[rule]}${position === undefined ? '' : ` (at character ${position})`}.`);
    this.name = 'MalformedBody';
  }
}

/** The deepest nesting of arrays and objects. */
export const MAX_JSON_DEPTH = 64;

const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const BLANK = /[ \t\n\r]*/y;
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u([0-9a-fA-F]{4}))/y;

/**
 * Parses JSON (RFC 8259) and refuses what parsers read differently or repair in silence: invalid UTF-8, a byte order
 * mark, duplicate keys, lone surrogates, integers beyond 2^53 - 1, numbers that overflow, and the key `__proto__`.
 * Other names of `Object.prototype` become own properties, which are harmless.
 *
 * @param maxValues the most values, objects and lists included; any number if left out.
 * @throws MalformedBody
 */
export function parseStrictJson(body: Uint8Array, maxValues = Number.POSITIVE_INFINITY): unknown {
  if (body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf) throw new MalformedBody('byte_order_mark', 0);
  const text = decoded(body);
  new Scanner(text, maxValues).document();
  return JSON.parse(text);
}

function decoded(body: Uint8Array): string {
  try {
    return DECODER.decode(body);
  } catch {
    throw new MalformedBody('utf8');
  }
}

/** Checks a text against the grammar without building anything. `JSON.parse` then gets only text that it accepts. */
class Scanner {
  #at = 0;
  #values = 0;

  constructor(
    readonly text: string,
    readonly maxValues: number,
  ) {}

  document(): void {
    this.#value(0);
    this.#skip(BLANK);
    if (this.#at < this.text.length) this.#fail('syntax');
  }

  #value(depth: number): void {
    this.#values += 1;
    if (this.#values > this.maxValues) this.#fail('values');
    this.#skip(BLANK);
    switch (this.text.charCodeAt(this.#at)) {
      case 0x22:
        this.#string();
        return;
      case 0x7b:
        this.#object(depth + 1);
        return;
      case 0x5b:
        this.#array(depth + 1);
        return;
      default:
        if (!this.#skip(WORD)) this.#number();
    }
  }

  #object(depth: number): void {
    if (this.#opensEmpty(depth, 0x7d)) return;
    const keys = new Set<string>();
    do {
      this.#skip(BLANK);
      this.#key(keys);
      this.#skip(BLANK);
      if (!this.#take(0x3a)) this.#fail('syntax');
      this.#value(depth);
      this.#skip(BLANK);
    } while (this.#take(0x2c));
    if (!this.#take(0x7d)) this.#fail('syntax');
  }

  #array(depth: number): void {
    if (this.#opensEmpty(depth, 0x5d)) return;
    do {
      this.#value(depth);
      this.#skip(BLANK);
    } while (this.#take(0x2c));
    if (!this.#take(0x5d)) this.#fail('syntax');
  }

  #opensEmpty(depth: number, close: number): boolean {
    if (depth > MAX_JSON_DEPTH) this.#fail('depth');
    this.#at += 1;
    this.#skip(BLANK);
    return this.#take(close);
  }

  #key(keys: Set<string>): void {
    const start = this.#at;
    const escaped = this.#string();
    const raw = this.text.slice(start, this.#at);
    // "a" and "\u0061" are the same key.
    const key = escaped ? (JSON.parse(raw) as string) : raw.slice(1, -1);
    if (key === '__proto__') this.#fail('reserved_key', start);
    if (keys.has(key)) this.#fail('duplicate_key', start);
    keys.add(key);
  }

  /** Takes a string. @returns whether it has escapes. */
  #string(): boolean {
    if (!this.#take(0x22)) this.#fail('syntax');
    let escaped = false;
    for (;;) {
      this.#skip(PLAIN);
      if (this.#take(0x22)) return escaped;
      escaped = true;
      this.#escape();
    }
  }

  #escape(): void {
    const start = this.#at;
    const unit = this.#unit();
    if (unit === undefined || unit < 0xd800 || unit > 0xdfff) return;
    // Decoded UTF-8 has no lone surrogates, so only escapes can make one. The other half must be an escape, too.
    const low = unit < 0xdc00 && this.text.charCodeAt(this.#at) === 0x5c ? this.#unit() : undefined;
    if (low === undefined || low < 0xdc00 || low > 0xdfff) this.#fail('surrogate', start);
  }

  /** Takes one escape. @returns its code unit if it is written as `\u0000`. */
  #unit(): number | undefined {
    ESCAPE.lastIndex = this.#at;
    const found = ESCAPE.exec(this.text);
    if (found === null) this.#fail('syntax');
    this.#at += found[0].length;
    return found[1] === undefined ? undefined : Number.parseInt(found[1], 16);
  }

  #number(): void {
    const start = this.#at;
    NUMBER.lastIndex = start;
    const found = NUMBER.exec(this.text);
    if (found === null) this.#fail('syntax');
    const [digits, fraction, exponent] = found;
    const value = Number(digits);
    const isInteger = fraction === undefined && exponent === undefined;
    if (isInteger ? !Number.isSafeInteger(value) : !Number.isFinite(value)) this.#fail('number', start);
    this.#at += digits.length;
  }

  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.text)) return false;
    this.#at = pattern.lastIndex;
    return true;
  }

  #take(unit: number): boolean {
    if (this.text.charCodeAt(this.#at) !== unit) return false;
    this.#at += 1;
    return true;
  }

  #fail(rule: JsonRule, position = this.#at): never {
    throw new MalformedBody(rule, position);
  }
}
