import { prefixOf } from '../core/id';
import { KeyFormatError } from '../crypto/crypto.error';
import { ConsumerKey } from '../crypto/open/consumer-opening-key';
import { PrivateFileError, readPrivateFile, replacePrivateFile } from '../files/private-file';
import { ConsumerError } from './consumer.error';

/** The content of a consumer's file. */
export interface ConsumerSettings {
  /** Where the dispenser is, such as `https://dispenser.example.com`. */
  readonly dispenser: string;
  /** The consumer's id; undefined until the consumer is registered. */
  readonly consumer: string | undefined;
  /** The registered private key; undefined for a workload that generates a key for each run. */
  readonly key: ConsumerKey | undefined;
  /** The file with the workload's token, which is read for every request; undefined when there is none. */
  readonly tokenFile: string | undefined;
  /** The environment variable with the workload's token; `tokenFile` wins. */
  readonly tokenVariable: string | undefined;
}

const FIELDS = ['dispenser', 'consumer', 'privateKey', 'tokenFile', 'tokenVariable'] as const;

/**
 * Reads a consumer's file: JSON, mode 0600 because it may hold the private key.
 *
 * @throws ConsumerError code `CONSUMER_FILE`; the message names the field and the rule.
 */
export function readConsumerFile(path: string): ConsumerSettings {
  const fields = parsed(readText(path));
  for (const name of Object.keys(fields)) {
    if (!(FIELDS as readonly string[]).includes(name))
      throw refused(`it has the fields ${FIELDS.join(', ')} only`);
  }
  const text = (name: (typeof FIELDS)[number]) => {
    const value = fields[name];
    if (value === undefined || (typeof value === 'string' && value !== '')) return value;
    throw refused(`${name}: must be a text`);
  };
  const consumer = text('consumer');
  if (consumer !== undefined && prefixOf(consumer) !== 'consumer')
    throw refused('consumer: must be consumer-…');
  return {
    dispenser: checkedDispenser(text('dispenser') ?? ''),
    consumer,
    key: keyOf(text('privateKey')),
    tokenFile: text('tokenFile'),
    tokenVariable: text('tokenVariable'),
  };
}

/** The settings of a new consumer. @param withKey false for a workload that authenticates with a token. */
export function newConsumerSettings(dispenser: string, withKey: boolean): ConsumerSettings {
  return {
    dispenser: checkedDispenser(dispenser),
    consumer: undefined,
    key: withKey ? ConsumerKey.generate() : undefined,
    tokenFile: undefined,
    tokenVariable: undefined,
  };
}

/** Writes a consumer's file of mode 0600, whole or not at all. @throws the file system's error. */
export function writeConsumerFile(path: string, settings: ConsumerSettings): void {
  const { key, ...fields } = settings;
  const content = { ...fields, privateKey: key && ConsumerKey.format(key) };
  replacePrivateFile(path, `${JSON.stringify(content, undefined, 2)}\n`);
}

/**
 * Checks and normalizes the address of a dispenser: its origin, and a path where a proxy has one in front of it. Plain HTTP is accepted for loopback only: on a network, an attacker
 * could answer in place of the dispenser.
 *
 * @throws ConsumerError code `CONSUMER_FILE`.
 */
export function checkedDispenser(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLocal = /^(?:127(?:\.\d{1,3}){3}|\[::1\]|localhost)$/.test(url?.hostname ?? '');
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocal);
  const plain = url && `${url.origin}${url.pathname.replace(/\/$/, '')}`;
  const isPlain = url?.href.replace(/\/$/, '') === plain && /^[\w.~/-]*$/.test(url?.pathname ?? '');
  if (plain !== undefined && isSafe && isPlain) return plain;
  throw refused(
    'dispenser: must be https:// and a host (http:// on this machine only), with nothing behind its path',
  );
}

function keyOf(text: string | undefined): ConsumerKey | undefined {
  try {
    return text === undefined ? undefined : ConsumerKey.parse(text);
  } catch (error) {
    if (error instanceof KeyFormatError) throw refused(error.message);
    throw error;
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    content = undefined;
  }
  if (typeof content === 'object' && content !== null && !Array.isArray(content)) {
    return content as Record<string, unknown>;
  }
  throw refused('it must be a JSON object');
}

function readText(path: string): string {
  try {
    return readPrivateFile(path, { atMost: '64 KiB' });
  } catch (error) {
    if (error instanceof PrivateFileError) throw refused(error.message);
    throw error;
  }
}

function refused(rule: string): ConsumerError {
  return new ConsumerError('CONSUMER_FILE', `the consumer's file: ${rule}`);
}
