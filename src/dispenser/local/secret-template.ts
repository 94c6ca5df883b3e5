import { readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { revealPlaintext } from '../../core/plaintext';
import { utf8Text } from '../../crypto/bytes';
import { replacePrivateFile } from '../../files/private-file';
import { DeliveryError } from '../delivery/delivery.error';
import type { LocalSecret } from './local-secret';

const PLACEHOLDER = /\{\{\s*([^{}|\s][^{}|]*?)\s*(?:\|\s*(base64|json)\s*)?\}\}/g;

/**
 * A file that is rendered from a template with values: `{{ NAME }}` is the value, `{{ NAME | base64 }}` its bytes in
 * base64, and `{{ NAME | json }}` the value escaped for a JSON string. The file has mode 0600 and is always replaced as
 * a whole. It is deleted at the end.
 */
export class SecretTemplate {
  readonly #source: string;
  readonly #target: string;

  /** @param option `source:target`, as on the command line. @throws DeliveryError */
  constructor(option: string) {
    const at = option.lastIndexOf(':');
    if (at <= 0 || at === option.length - 1) {
      throw new DeliveryError('a template is given as <template>:<file to write>');
    }
    this.#source = resolve(option.slice(0, at));
    this.#target = resolve(option.slice(at + 1));
    if (this.#source === this.#target) throw new DeliveryError('a template cannot be written over itself');
  }

  /** Writes the file. @throws DeliveryError; the message names the secret that is missing or not text. */
  render(secrets: readonly LocalSecret[]): void {
    const text = this.#text().replace(PLACEHOLDER, (_, name: string, filter: string | undefined) =>
      filled(secrets, name, filter),
    );
    try {
      // The draft has the process in its name: a run that was killed must not stop the next one.
      const draft = `${this.#target}.${process.pid}.new`;
      replacePrivateFile(this.#target, text, { draft, isDurable: false });
    } catch {
      throw new DeliveryError('the file of the template cannot be written');
    }
  }

  /** Deletes the rendered file. */
  remove(): void {
    rmSync(this.#target, { force: true });
  }

  #text(): string {
    try {
      return readFileSync(this.#source, 'utf8');
    } catch {
      throw new DeliveryError('the template cannot be read');
    }
  }
}

function filled(secrets: readonly LocalSecret[], name: string, filter: string | undefined): string {
  const found = secrets.find(({ secret }) => secret.name === name);
  if (found === undefined)
    throw new DeliveryError(`the template asks for "${name}", which is not among the secrets`);
  const bytes = Buffer.from(revealPlaintext(found.value));
  if (filter === 'base64') return bytes.toString('base64');
  const text = utf8Text(bytes);
  if (text === undefined) {
    throw new DeliveryError(
      `the value of "${name}" is not text; write {{ ${name} | base64 }} in the template`,
    );
  }
  return filter === 'json' ? JSON.stringify(text).slice(1, -1) : text;
}
