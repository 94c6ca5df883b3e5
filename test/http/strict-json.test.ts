import { MAX_JSON_DEPTH, MalformedBody, parseStrictJson } from '../../src/http/strict-json';
import { expectNoCanary, findCanary, newCanary } from '../support/canary';
import { cpuGrowth, LINEAR_GROWTH } from '../support/work';

const canary = newCanary();
const parse = (text: string | Uint8Array) => parseStrictJson(Buffer.from(text as string));

/** `rule@position` of the refusal; the value when there is none. */
function refusal(text: string | Uint8Array): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof MalformedBody)) throw error;
    return `${error.rule}@${error.position}`;
  }
}
/** Rows whose first column is a title that fits on a line. */
const titled = (rows: readonly (readonly [text: string, expected: string])[]) =>
  rows.map(([text, expected]) => [JSON.stringify(text).slice(0, 40), expected, text] as const);
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

describe('a JSON body', () => {
  it.each(
    titled([
      ['{"a":1,"a":2}', 'duplicate_key@7'],
      ['{"a":1,"\\u0061":2}', 'duplicate_key@7'],
      ['{"x":{"b":1,"c":[{"d":1,"d":1}]}}', 'duplicate_key@24'],
      ['{"__proto__":{"polluted":true}}', 'reserved_key@1'],
      ['{"a":{"__pr\\u006fto__":1}}', 'reserved_key@6'],
      ['"\\ud800"', 'surrogate@1'],
      ['"\\udc00\\ud800"', 'surrogate@1'],
      ['"\\ud83d\\n"', 'surrogate@1'],
      ['"\\ud83dx"', 'surrogate@1'],
      ['"\\ud83d\\ud83d\\ude00"', 'surrogate@1'],
      ['{"\\udfff":1}', 'surrogate@2'],
      ['1e400', 'number@0'],
      ['[-1e999]', 'number@1'],
      ['9007199254740992', 'number@0'],
      [`[${'9'.repeat(5000)}]`, 'number@1'],
      [nested(MAX_JSON_DEPTH + 1), `depth@${MAX_JSON_DEPTH}`],
      ['{"a":'.repeat(100_000), `depth@${MAX_JSON_DEPTH * 5}`],
      ['', 'syntax@0'],
      [' ', 'syntax@1'],
      ['{', 'syntax@1'],
      ['[1,]', 'syntax@3'],
      ['{"a":1,}', 'syntax@7'],
      ['{a:1}', 'syntax@1'],
      ["{'a':1}", 'syntax@1'],
      ['{"a" 1}', 'syntax@5'],
      ['[1 2]', 'syntax@3'],
      ['{}{}', 'syntax@2'],
      ['01', 'syntax@1'],
      ['+1', 'syntax@0'],
      ['.5', 'syntax@0'],
      ['1.', 'syntax@1'],
      ['NaN', 'syntax@0'],
      ['nul', 'syntax@0'],
      ['truefalse', 'syntax@4'],
      ['"a', 'syntax@2'],
      ['"\\x41"', 'syntax@1'],
      ['"\\u12g4"', 'syntax@1'],
      ['"a\nb"', 'syntax@2'],
      ['"a\u0000b"', 'syntax@2'],
      ['// no\n1', 'syntax@0'],
      ['\u00a01', 'syntax@0'],
      ['\ufeff{}', 'byte_order_mark@0'],
      [' \ufeff{}', 'syntax@1'],
    ]),
  )('%s is refused as %s', (_title, expected, text) => {
    expect(refusal(text)).toBe(expected);
  });

  it.each([
    ['a stray continuation byte', [0x22, 0x80, 0x22]],
    ['a truncated character', [0x22, 0xe2, 0x82, 0x22]],
    ['an overlong slash', [0x22, 0xc0, 0xaf, 0x22]],
    ['an encoded surrogate', [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ['UTF-16', [...Buffer.from('{}', 'utf16le'), 0xff]],
  ])('with %s is refused and not repaired', (_what, bytes) => {
    expect(refusal(Uint8Array.from(bytes))).toBe('utf8@undefined');
  });

  it('is refused without a character of it in the message', () => {
    const text = canary.text;
    const bodies = [
      `{"a":"${text}`,
      `x${text}`,
      `{"${text}":1,"${text}":2}`,
      `["${text}\\ud800"]`,
      `"\\x${text}"`,
    ];
    const errors = bodies.map((body) => {
      try {
        parse(body);
      } catch (error) {
        return error as Error;
      }
      throw new Error('accepted');
    });

    expectNoCanary('the errors', errors.map(({ message, stack }) => `${message}\n${stack}`).join('\n'));
    expect(errors[1]?.message).toBe('The body is not valid JSON (at character 0).');
    // The control: the engine's own message quotes a short body, and the probe sees it.
    let own = '';
    try {
      JSON.parse(`x${text.slice(0, 18)}`);
    } catch (error) {
      own = (error as Error).message;
    }
    expect(findCanary(own, canary)).not.toHaveLength(0);
  });

  it('with names of Object.prototype makes own properties and leaves the prototype alone', () => {
    const before = Object.getOwnPropertyNames(Object.prototype).sort();
    const value = parse(
      '{"constructor":{"prototype":{"polluted":1}},"toString":2,"hasOwnProperty":3}',
    ) as object;

    expect(Object.hasOwn(value, 'constructor')).toBe(true);
    expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(before);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it.each([
    '{}',
    ' [ ] ',
    'null',
    '-0',
    '0.5e-3',
    '9007199254740991',
    '-9007199254740991',
    '1.7976931348623157e308',
    '"\\ud83d\\ude00 \\u00e9 \\" \\\\ \\/ \\b\\f\\n\\r\\t"',
    '"😀 é \u2028"',
    '{"a":{"a":[{"a":1},{"a":2}]},"b":[true,false,null,"x"],"":0}',
    nested(MAX_JSON_DEPTH),
  ])('%j is read as JSON.parse reads it', (text) => {
    expect(parse(text)).toStrictEqual(JSON.parse(text));
  });

  it('agrees with JSON.parse about the grammar of ten thousand mutated bodies', () => {
    const seeds = [
      '{"query":"mutation($i:I!){a}","variables":{"i":[1,-2.5e+3,true,null,"\\u00e9\\n"]}}',
      '[{},[],""]',
    ];
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '\\',
      'u',
      '0',
      '1',
      '-',
      '.',
      'e',
      ' ',
      '\n',
      'true',
      'é',
    ];
    let state = 42;
    const random = (below: number) => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return state % below;
    };
    const differences: string[] = [];
    let accepted = 0;
    for (let round = 0; round < 10_000; round += 1) {
      let text = seeds[random(2)] as string;
      for (let edits = random(4); edits >= 0; edits -= 1) {
        const at = random(text.length + 1);
        text = text.slice(0, at) + pieces[random(pieces.length)] + text.slice(at + random(3));
      }
      const ours = refusal(text);
      let theirs: unknown = 'syntax';
      try {
        theirs = JSON.parse(text);
        accepted += 1;
      } catch {}
      const isSyntax = typeof ours === 'string' && ours.startsWith('syntax@');
      if (isSyntax !== (theirs === 'syntax')) differences.push(text);
    }

    expect(differences).toEqual([]);
    expect(accepted).toBeGreaterThan(100);
  });

  it.each<[string, (size: number) => string]>([
    ['a long string', (size) => JSON.stringify({ value: 'x'.repeat(size) })],
    ['escapes', (size) => JSON.stringify({ value: '\n'.repeat(size / 2) })],
    [
      'many names',
      (size) =>
        JSON.stringify(
          Object.fromEntries(Array.from({ length: size / 12 }, (_, each) => [`k${each}`, each])),
        ),
    ],
    ['many short strings', (size) => `[${'"\\u0041",'.repeat(size / 10)}1]`],
  ])('of a megabyte of %s is read in time in proportion to its length', async (_, bodyOf) => {
    const body = bodyOf(960_000);
    expect(refusal(body)).toEqual(JSON.parse(body));
    const bodies = new Map([120_000, 960_000].map((size) => [size, bodyOf(size)]));
    expect(await cpuGrowth((size) => refusal(bodies.get(size)!), 120_000)).toBeLessThan(LINEAR_GROWTH);
  });
});
