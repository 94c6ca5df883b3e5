import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConsumerClient } from '../../src/client/consumer-client';
import {
  checkedDispenser,
  newConsumerSettings,
  readConsumerFile,
  writeConsumerFile,
} from '../../src/client/consumer-file';
import { newId } from '../../src/core/id';
import { ConsumerKey } from '../../src/crypto/open/consumer-opening-key';
import { runCommandLine } from '../cli/cli.fixture';
import { createTemporaryFolder, type TemporaryFolder } from '../support/folder';

const SOUND = { dispenser: 'https://dispenser.example', privateKey: 'A'.repeat(42).concat('E') };

describe("a consumer's file", () => {
  let folder: TemporaryFolder;
  let path: string;
  beforeEach(() => {
    folder = createTemporaryFolder('consumer');
    path = join(folder.path, 'consumer.json');
  });
  afterEach(() => folder.remove());

  const write = (content: unknown, mode = 0o600) => {
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content), { mode });
    chmodSync(path, mode);
  };

  it.each<[string, unknown, string]>([
    ['is no JSON', 'privateKey', 'JSON'],
    ['is a list', [], 'JSON'],
    ['has a field more', { ...SOUND, more: 'x' }, 'fields'],
    ['has a number for a text', { ...SOUND, consumer: 7 }, 'consumer'],
    ['has the id of something else', { ...SOUND, consumer: newId('secret') }, 'consumer'],
    ['has no dispenser', { privateKey: SOUND.privateKey }, 'dispenser'],
    ['has a dispenser over plain HTTP', { ...SOUND, dispenser: 'http://dispenser.example' }, 'dispenser'],
    [
      'has a dispenser with a query',
      { ...SOUND, dispenser: 'https://dispenser.example/path?a=b' },
      'dispenser',
    ],
    [
      'has a dispenser with a password',
      { ...SOUND, dispenser: 'https://a:b@dispenser.example' },
      'dispenser',
    ],
    ['has a key that was cut', { ...SOUND, privateKey: 'AAAA' }, 'privateKey'],
  ])('is refused when it %s, without a word of what is in it', (_, content, named) => {
    write(content);
    expect(() => readConsumerFile(path)).toThrow(named);
    expect(() => readConsumerFile(path)).not.toThrow(SOUND.privateKey);
    write(SOUND);
    expect(readConsumerFile(path).dispenser).toBe(SOUND.dispenser);
  });

  it('is refused when it is missing, or others can read it', () => {
    expect(() => readConsumerFile(path)).toThrow('no such file');
    write(SOUND, 0o640);
    expect(() => readConsumerFile(path)).toThrow('mode to 600');
  });

  it('is written with mode 0600 and read as it was written', () => {
    const settings = { ...newConsumerSettings('http://127.0.0.1:4001', true), consumer: newId('consumer') };
    writeConsumerFile(path, settings);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const read = readConsumerFile(path);
    expect(ConsumerKey.format(read.key!)).toBe(ConsumerKey.format(settings.key!));
    expect({ ...read, key: undefined }).toEqual({ ...settings, key: undefined });
  });

  it('leads to a client only with an id, and a key or a token', () => {
    const settings = newConsumerSettings('http://127.0.0.1:4001', false);
    expect(() => new ConsumerClient(settings)).toThrow('register it');
    expect(() => new ConsumerClient({ ...settings, consumer: newId('consumer') })).toThrow('needs');
    expect(new ConsumerClient({ ...settings, consumer: newId('consumer'), tokenFile: 'x' })).toBeDefined();
  });

  it.each(['https://a.example', 'https://a.example:8443/', 'http://localhost:4001', 'http://[::1]:1'])(
    'takes %s for a dispenser',
    (text) => {
      expect(checkedDispenser(text)).toBe(new URL(text).origin);
    },
  );

  it('is made by a command that prints the public key, and keeps the key when the id is added', async () => {
    const first = await runCommandLine(['consumer', 'init', path]);
    expect([first.code, first.stderr]).toEqual([0, '']);
    const made = readConsumerFile(path);
    expect(first.stdout).toBe(`${made.key?.publicKey}\n`);
    expect(first.stdout).not.toContain(ConsumerKey.format(made.key!));
    const id = newId('consumer');
    const second = await runCommandLine([
      'consumer',
      'init',
      path,
      '--id',
      id,
      '--dispenser',
      'https://a.example',
    ]);
    expect(second.stdout).toBe(first.stdout);
    expect(readConsumerFile(path)).toMatchObject({ consumer: id, dispenser: 'https://a.example' });
    const token = join(folder.path, 'token.json');
    expect((await runCommandLine(['consumer', 'init', token, '--token-file', '/run/token'])).stdout).toBe('');
    expect(readFileSync(token, 'utf8')).not.toContain('privateKey');
  });
});
