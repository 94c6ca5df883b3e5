import { MASK } from '../../../src/core/plaintext';
import { MaskStream, maskPatterns } from '../../../src/dispenser/mask/mask-stream';

/** The output of a command with these values, as it is masked. */
async function masked(values: readonly string[], ...chunks: readonly string[]): Promise<string> {
  const stream = new MaskStream(maskPatterns(values.map((value) => Buffer.from(value))));
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  return Buffer.concat((await stream.toArray()) as Buffer[]).toString();
}

describe('a value of several lines', () => {
  const lines = ['9f3b-1st', 'MIIEvQIBADANBgkqhkiG9w0', 'x', 'last-line-9f3b'];
  const value = `-----BEGIN KEY-----\n${lines.join('\n')}\n-----END KEY-----\n`;
  const long = [lines[0]!, lines[1]!, lines[3]!];

  it.each([
    ['line by line, indented', long.map((line) => `  ${line}\n`).join('')],
    ['with a prefix', long.map((line) => `key> ${line}\n`).join('')],
    ['with CRLF', `${long.join('\r\n')}\r\n`],
    ['as one line', long.join(' ')],
  ])('is masked %s', async (_, text) => {
    const output = await masked([value], text);
    expect(long.filter((line) => output.includes(line))).toEqual([]);
    expect(output).toContain(MASK);
    // The control: other values leave it as it is.
    expect(await masked(['quite another value'], text)).toBe(text);
  });

  it('is masked as it is, and as JSON', async () => {
    for (const text of [value, JSON.stringify({ key: value })]) {
      const output = await masked([value], text);
      expect(output).toContain(MASK);
      for (const line of long) expect(output).not.toContain(line);
    }
  });

  it('that is JSON is masked by its strings, too, also by their lines', async () => {
    const fields = { user: 'someone-9', nested: [{ password: 'h7#kQ!2zz' }], key: `${long.join('\n')}\n` };
    const output = await masked([JSON.stringify(fields)], `someone-9 h7#kQ!2zz nested password: ${long[1]}`);
    expect(output).toBe(`${MASK} ${MASK} nested password: ${MASK}`);
  });
});

describe('a value that may be a common word', () => {
  const values = ['test', 'true', '5432'];

  it.each([
    ['testing the latest attestation', 'testing the latest attestation'],
    ['untrue, trueish, true_1', 'untrue, trueish, true_1'],
    ['154320 and 54321', '154320 and 54321'],
    ['a test: true, port=5432!', `a ${MASK}: ${MASK}, port=${MASK}!`],
    ['test', MASK],
    ['test.true-5432', `${MASK}.${MASK}-${MASK}`],
  ])('is masked as a whole word only: %p becomes %p', async (text, expected) => {
    expect(await masked(values, text)).toBe(expected);
  });

  it('is masked wherever it is cut', async () => {
    const text = 'a test: true, port=5432!';
    for (let cut = 0; cut <= text.length; cut += 1) {
      const output = await masked(values, text.slice(0, cut), text.slice(cut));
      expect(output).toBe(`a ${MASK}: ${MASK}, port=${MASK}!`);
    }
  });

  it('is not what a random value is, which is masked everywhere', async () => {
    for (const value of ['x9K2pQ7w', 'hunter22', 'correct horse battery']) {
      expect(await masked([value], `a${value}b`)).toBe(`a${MASK}b`);
    }
  });
});
