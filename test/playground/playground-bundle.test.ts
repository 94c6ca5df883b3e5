import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');
const scratch = mkdtempSync(join(tmpdir(), 'playground-bundle-'));

function bundle(name: string): Map<string, Buffer> {
  const folder = join(scratch, name);
  execFileSync(process.execPath, [join(root, 'scripts/bundle-playground.mjs'), folder], { cwd: tmpdir() });
  const { files } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { files: string[] };
  expect(readdirSync(folder).sort()).toEqual(['assets', 'manifest.json']);
  expect(readdirSync(join(folder, 'assets')).sort()).toEqual(files);
  return new Map(files.map((file) => [file, readFileSync(join(folder, 'assets', file))]));
}

describe('the bundle of the playground', () => {
  let files: Map<string, Buffer>;

  beforeAll(() => {
    files = bundle('first');
  });

  afterAll(() => {
    rmSync(scratch, { recursive: true });
  });

  const textsOf = (extension: string): string[] =>
    [...files].flatMap(([name, bytes]) => (name.endsWith(extension) ? [bytes.toString('utf8')] : []));

  it('is the same, byte for byte, if it is built again in another folder', () => {
    const again = bundle('second/deeper');
    expect([...again.keys()]).toEqual([...files.keys()]);
    for (const [name, bytes] of again) expect(files.get(name)?.equals(bytes)).toBe(true);
  });

  it('has a hash in the name of every file', () => {
    expect(
      [...files.keys()].filter((name) => !/-[A-Z0-9]{8}\.(css|js|png|svg|ttf|woff2?)$/.test(name)),
    ).toEqual([]);
  });

  it('has style sheets that load nothing from other origins and embed no font', () => {
    const foreign = /url\(["']?(?:https?:|\/\/)|@import|data:font/;
    expect(textsOf('.css').filter((text) => foreign.test(text))).toEqual([]);
    expect('@font-face{src:url(data:font/woff2;base64,AA==)}').toMatch(foreign);
    expect([...files.keys()].filter((name) => name.endsWith('.woff2')).length).toBeGreaterThan(0);
  });

  it('contains no path of the machine that built it', () => {
    const machine = (text: string): boolean => text.includes(root) || text.includes(scratch);
    expect([...textsOf('.js'), ...textsOf('.css')].filter(machine)).toEqual([]);
    expect(machine(`sourceMappingURL=${root}/main.js.map`)).toBe(true);
  });
});
