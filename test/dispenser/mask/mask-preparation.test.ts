import { MaskPatterns } from '../../../src/dispenser/mask/mask-patterns';
import { MaskPreparation } from '../../../src/dispenser/mask/mask-preparation';

/** Text of characters that every encoding escapes, which takes longest to prepare. */
function escapable(bytes: number, seed: number): Buffer {
  const characters = '"\\/<>&\'%+ ';
  let state = seed;
  let text = '';
  while (text.length < bytes) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    text += characters[(state >>> 16) % characters.length];
  }
  return Buffer.from(text);
}

describe('the preparation of patterns', () => {
  const values = [1, 2, 3].map((seed) => escapable(3_000, seed));
  const answer = Buffer.from(
    JSON.stringify({
      a: values[0]!.toString(),
      b: values[1]!.toString('base64'),
      c: values[2]!.toString('hex'),
    }),
  );

  it('in steps finds the same as at once', async () => {
    let pauses = 0;
    const prepared = await MaskPatterns.prepared(values, async () => {
      pauses += 1;
    });
    const expected = new MaskPatterns(values).find(answer);
    expect(expected.length).toBeGreaterThanOrEqual(3);
    expect(prepared.find(answer)).toEqual(expected);
    // A step is 1,024 bytes of a form at most, and there are many forms.
    expect(pauses).toBeGreaterThan(30);
  });

  it('lets other work run, however many requests there are, and gives each its own patterns', async () => {
    const preparation = new MaskPreparation();
    let isDone = false;
    let turns = 0;
    const count = () => {
      turns += 1;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);
    const all = await Promise.all(
      Array.from({ length: 8 }, (_, index) => preparation.patternsOf([escapable(8_000, index + 1)])),
    );
    isDone = true;
    // A turn for each slice of 5 ms; a machine that does all 8 in less has no need of more.
    expect(turns).toBeGreaterThan(1);
    const found = (patterns: MaskPatterns, seed: number) => patterns.find(escapable(8_000, seed));
    expect(all.every((patterns, index) => found(patterns, index + 1).length > 0)).toBe(true);
    expect(found(all[0]!, 100)).toEqual([]);
  });

  it('of short values is done at once, before long ones that came earlier', async () => {
    const preparation = new MaskPreparation();
    const order: string[] = [];
    const long = preparation.patternsOf([escapable(16_000, 1)]).then(() => order.push('long'));
    await preparation.patternsOf([Buffer.from('short value')]);
    order.push('short');
    await long;
    expect(order).toEqual(['short', 'long']);
  });
});
