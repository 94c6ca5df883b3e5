import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChainKey } from '../../../src/crypto/chain';
import { parseOpeningKeys } from '../../../src/crypto/open/opening-key';
import { publicHalf } from '../../../src/crypto/open/opening-key-pair';
import { parseSealingKeys } from '../../../src/crypto/sealing-key';
import { createTemporaryFolder, type TemporaryFolder } from '../../support/folder';
import { runCommandLine } from '../cli.fixture';

let folder: TemporaryFolder;
const file = (name: string) => join(folder.path, 'data', name);
const text = (name: string) => readFileSync(file(name), 'utf8');
const generate = (...options: string[]) =>
  runCommandLine(['keys', 'generate', '--data-dir', join(folder.path, 'data'), ...options]);

beforeEach(() => {
  folder = createTemporaryFolder('keys');
});
afterEach(() => folder.remove());

describe('keys generate refuses', () => {
  it('an opening key file that is damaged, and leaves it as it was', async () => {
    await generate();
    writeFileSync(file('opening/opening.key'), text('opening/opening.key').replace(/.{3}\n$/, '\n'));
    const before = text('opening/opening.key');
    expect(await generate()).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^secrets-gateway: SECRETS_GATEWAY_OPENING_KEY_FILE: line 1: .+\n$/),
    });
    expect(text('opening/opening.key')).toBe(before);
  });

  it('an opening key file that others can read', async () => {
    await generate();
    chmodSync(file('opening/opening.key'), 0o604);
    expect((await generate()).stderr).toBe(
      'secrets-gateway: SECRETS_GATEWAY_OPENING_KEY_FILE: others than its owner can read the file; set its mode to 600\n',
    );
  });

  it('to write while another one writes', async () => {
    await generate();
    const before = text('opening/opening.key');
    writeFileSync(file('opening/opening.key.new'), 'half a key');
    expect(await generate()).toMatchObject({ code: 1, stderr: expect.stringContaining('is being written') });
    expect(text('opening/opening.key')).toBe(before);
  });
});

describe('keys generate', () => {
  it('writes both halves of one key generation and an audit key, for the owner alone', async () => {
    const { code, stdout } = await generate();
    expect(code).toBe(0);
    const opening = parseOpeningKeys(text('opening/opening.key'));
    const sealing = parseSealingKeys(text('sealing.key'));
    expect(sealing.all).toEqual([await publicHalf(opening.current)]);
    expect(() => ChainKey.parse(text('audit.key'))).not.toThrow();
    expect(stdout).toBe(text('sealing.key'));
    expect(statSync(join(folder.path, 'data')).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(folder.path, 'data')).sort()).toEqual(['audit.key', 'opening', 'sealing.key']);
    expect(statSync(join(folder.path, 'data', 'opening')).mode & 0o777).toBe(0o700);
    for (const name of ['audit.key', 'opening/opening.key', 'sealing.key']) {
      expect(statSync(file(name)).mode & 0o777).toBe(0o600);
    }
  });

  it('puts a newer generation in front of the older ones and keeps the audit key', async () => {
    await generate();
    const [opening, sealing, audit] = ['opening/opening.key', 'sealing.key', 'audit.key'].map(text);
    const { stdout, stderr } = await generate();
    expect(text('sealing.key')).toBe(stdout + sealing);
    expect(text('opening/opening.key').endsWith(opening ?? '?')).toBe(true);
    expect(parseOpeningKeys(text('opening/opening.key')).current.keyId).toBe(
      parseSealingKeys(text('sealing.key')).current.keyId,
    );
    expect(text('audit.key')).toBe(audit);
    expect(stderr).toContain('Restart the gateway');
  });

  it('makes a lost sealing key file again from the opening keys', async () => {
    const { stdout: first } = await generate();
    writeFileSync(file('sealing.key.lost'), text('sealing.key'));
    rmSync(file('sealing.key'));
    const { stdout: second } = await generate();
    expect(text('sealing.key')).toBe(second + first);
  });

  it('prints both keys and writes nothing with --print', async () => {
    const { stdout } = await generate('--print');
    const [sealing = '', opening = ''] = stdout.split(/(?<=\n)/);
    expect(parseSealingKeys(sealing).all).toEqual([await publicHalf(parseOpeningKeys(opening).current)]);
    expect(existsSync(join(folder.path, 'data'))).toBe(false);
  });

  it('never prints the opening key otherwise', async () => {
    const { stdout, stderr } = await generate();
    const seed = text('opening/opening.key').split(' ')[2] ?? '';
    expect(seed).toHaveLength(43);
    expect(stdout + stderr).not.toContain(seed);
    expect(text('opening/opening.key')).toContain(seed);
  });
});
