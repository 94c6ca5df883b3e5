import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Plaintext } from '../../../src/core/plaintext';
import type { LocalSecret } from '../../../src/dispenser/local/local-secret';
import { SecretTemplate } from '../../../src/dispenser/local/secret-template';
import { createTemporaryFolder, type TemporaryFolder } from '../../support/folder';

function secret(name: string, value: string | Uint8Array): LocalSecret {
  return {
    secret: { name, type: 'KEY_VALUE', isFile: false, isSensitive: true },
    variable: name,
    value: typeof value === 'string' ? Plaintext.ofText(value) : Plaintext.ofBytes(value),
  };
}

const SECRETS = [secret('KEY', 'a "quoted" $& value'), secret('BYTES', Uint8Array.from([255, 0]))];

describe('a template', () => {
  let folder: TemporaryFolder;
  let source: string;
  let target: string;
  beforeEach(() => {
    folder = createTemporaryFolder('template');
    source = join(folder.path, 'source.conf');
    target = join(folder.path, 'target.conf');
  });
  afterEach(() => folder.remove());

  const rendered = (text: string) => {
    writeFileSync(source, text);
    const template = new SecretTemplate(`${source}:${target}`);
    template.render(SECRETS);
    return template;
  };

  it.each([
    ['key={{ KEY }}', 'key=a "quoted" $& value'],
    ['{{KEY}}{{KEY}}', 'a "quoted" $& valuea "quoted" $& value'],
    ['"{{ KEY | json }}"', '"a \\"quoted\\" $& value"'],
    ['{{ BYTES | base64 }}', '/wA='],
    ['{ {KEY} } {{}} {{ }}', '{ {KEY} } {{}} {{ }}'],
  ])('%p becomes %p', (text, expected) => {
    rendered(text);
    expect(readFileSync(target, 'utf8')).toBe(expected);
    expect(statSync(target).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['{{ MISSING }}', '"MISSING"'],
    ['{{ key }}', '"key"'],
    ['{{ BYTES }}', '"BYTES"'],
  ])('%p is refused, and nothing is written', (text, named) => {
    expect(() => rendered(text)).toThrow(named);
    expect(existsSync(target)).toBe(false);
  });

  it('is replaced as a whole and removed at the end', () => {
    const template = rendered('one {{ KEY }}');
    writeFileSync(source, 'two {{ KEY }}');
    template.render(SECRETS);
    expect(readFileSync(target, 'utf8')).toMatch(/^two /);
    template.remove();
    expect(existsSync(target)).toBe(false);
    expect(existsSync(source)).toBe(true);
  });

  it.each(['', 'a', ':a', 'a:', 'a:./a'])('is refused as %p', (option) => {
    expect(() => new SecretTemplate(option)).toThrow(/template/);
  });
});
