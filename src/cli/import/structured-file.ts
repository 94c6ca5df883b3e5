import { Plaintext } from '../../core/plaintext';
import { CommandError } from '../command/command.error';
import { ExitCode } from '../command/exit-code';
import type { ImportedEntry } from './imported-entry';

/** A text, nothing, or a collection. Numbers and booleans are the texts that the file has for them. */
type Value = string | null | readonly Value[] | { readonly [name: string]: Value };
type Yaml = typeof import('yaml');
type Fields = { readonly [name: string]: Value };

/** What tools add to their exports, and what is no secret of anybody. */
const ADDED = new Set(['DOPPLER_PROJECT', 'DOPPLER_ENVIRONMENT', 'DOPPLER_CONFIG', 'github_token']);

/**
 * Reads JSON or YAML: an object of names and values, or what these tools write: `infisical export`, `doppler secrets`, `vault kv
 * get`, `gh variable list --json`, GitHub's `toJSON(secrets)`, and a Secret of Kubernetes.
 *
 * @throws CommandError for any other file. It names a line, and nothing of the file.
 */
export async function parseStructuredFile(text: string): Promise<ImportedEntry[]> {
  const yaml = await import('yaml');
  // JSON is YAML. Every scalar stays the text that it is, so that 1.0 and 0123 do not change.
  const document = yaml.parseDocument(text, { schema: 'failsafe', uniqueKeys: true });
  const [error] = document.errors;
  if (error !== undefined) {
    const line = text.slice(0, error.pos[0]).split('\n').length;
    const reason = error.code === 'DUPLICATE_KEY' ? 'a name is there twice' : 'this is neither JSON nor YAML';
    throw new CommandError(`line ${line}: ${reason}`, ExitCode.REFUSED);
  }
  return entriesOf(plain(document.contents, yaml));
}

function entriesOf(content: Value): ImportedEntry[] {
  if (isList(content)) return content.map(listed);
  if (!isFields(content)) {
    throw new CommandError('the file must have an object of names and values', ExitCode.REFUSED);
  }
  if (content.kind === 'Secret' && (isFields(content.data) || isFields(content.stringData))) {
    return [
      ...pairs(isFields(content.data) ? content.data : {}, decoded),
      ...pairs(isFields(content.stringData) ? content.stringData : {}, scalar),
    ];
  }
  return pairs(ofVault(content) ?? content, scalar);
}

/** The values in an answer of Vault: with versions they are one object deeper. */
function ofVault({ data, request_id, lease_id }: Fields): Fields | undefined {
  if (!isFields(data) || (request_id === undefined && lease_id === undefined)) return undefined;
  return isFields(data.data) && isFields(data.metadata) ? data.data : data;
}

/** An item of a list, as `{ key, value }` or `{ name, value }`. */
function listed(item: Value, index: number): ImportedEntry {
  const place = `item ${index + 1}`;
  if (!isFields(item)) return { name: '', place, refusal: 'no name and value' };
  const name = [item.key, item.secretKey, item.name].find((each) => typeof each === 'string') ?? '';
  const value = item.value ?? item.secretValue;
  if (typeof name !== 'string' || name === '') return { name: '', place, refusal: 'no name' };
  if (value === undefined) {
    return { name, place, refusal: 'the export has no value: GitHub gives out names only' };
  }
  return { name, place, ...scalar(value) };
}

function pairs(
  fields: Fields,
  read: (value: Value) => Omit<ImportedEntry, 'name' | 'place'>,
): ImportedEntry[] {
  return Object.entries(fields).map(([name, value]) => {
    const place = 'entry';
    if (ADDED.has(name)) return { name, place, omission: 'the tool that made the export adds it' };
    // `doppler secrets --json` has an object for each name.
    const computed = isFields(value) ? value.computed : undefined;
    return { name, place, ...read(computed ?? value) };
  });
}

function scalar(value: Value): Omit<ImportedEntry, 'name' | 'place'> {
  if (value === null) return { omission: 'it has no value' };
  if (typeof value === 'string') return { value: Plaintext.ofText(value) };
  return { refusal: 'its value is an object or a list' };
}

function decoded(value: Value): Omit<ImportedEntry, 'name' | 'place'> {
  const text = typeof value === 'string' ? value.replace(/\s/g, '') : '';
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) return { refusal: 'its value is not base64' };
  return { value: Plaintext.ofBytes(bytes) };
}

/** The content without the types of the library. Aliases are refused, because they could make a small file large. */
function plain(node: unknown, yaml: Yaml): Value {
  if (node === null || node === undefined) return null;
  if (yaml.isScalar(node)) {
    const isNothing = node.type === 'PLAIN' && /^(?:null|Null|NULL|~|)$/.test(node.source ?? '');
    return isNothing ? null : String(node.value);
  }
  if (yaml.isSeq(node)) return node.items.map((item) => plain(item, yaml));
  if (!yaml.isMap(node)) throw new CommandError('aliases of YAML are not imported', ExitCode.REFUSED);
  return Object.fromEntries(
    node.items.map(({ key, value }) => [String(plain(key, yaml)), plain(value, yaml)]),
  );
}

function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

function isFields(value: Value | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
