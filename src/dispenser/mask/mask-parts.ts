import { utf8Text } from '../../crypto/bytes';

/** A shorter line of a value is not masked by itself. */
const MIN_LINE_CHARACTERS = 8;
/** The most strings of a JSON value that are masked by themselves. */
const MAX_STRINGS = 1_000;
/** The first and last line of a PEM block (RFC 7468 §2), which every such block has. */
const ARMOR = /^-----(?:BEGIN|END) [A-Z0-9 ]+-----$/;

/**
 * The parts of a value that programs print by themselves: each line of 8 or more characters, without white space at its
 * ends, and each string in a JSON value.
 */
export function valueParts(value: Uint8Array): readonly Uint8Array[] {
  const text = utf8Text(value);
  if (text === undefined) return [];
  const parts = new Set<string>();
  for (const string of [text, ...jsonStrings(text)]) {
    if (string !== text) parts.add(string);
    const lines = string.split(/\r\n|[\n\r\u2028\u2029]/);
    if (lines.length === 1) continue;
    for (const line of lines.map((each) => each.trim())) {
      if ([...line].length >= MIN_LINE_CHARACTERS && !ARMOR.test(line)) parts.add(line);
    }
  }
  return [...parts].map((part) => Buffer.from(part));
}

/** The names of fields are no secrets. */
function jsonStrings(text: string): readonly string[] {
  if (!/^\s*[[{"]/.test(text)) return [];
  const strings: string[] = [];
  const pending: unknown[] = [parsed(text)];
  while (pending.length > 0 && strings.length < MAX_STRINGS) {
    const next = pending.pop();
    if (typeof next === 'string') strings.push(next);
    else if (typeof next === 'object' && next !== null) pending.push(...Object.values(next));
  }
  return strings;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
