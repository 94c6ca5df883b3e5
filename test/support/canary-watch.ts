import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Canary, describeFindings, type Finding, findCanary } from './canary';

/** What is searched: bytes, a text, or a function that yields them when the report is made. */
export type Haystack = Uint8Array | string | (() => Uint8Array | string);

/** Where a canary was seen. */
export interface Sighting {
  readonly location: string;
  readonly findings: readonly Finding[];
}

/** The parts of a fetch `Response` that a client sees. */
export interface SeenResponse {
  readonly status: number;
  readonly statusText?: string;
  readonly headers: Iterable<[string, string]> | Readonly<Record<string, unknown>>;
  readonly body: Uint8Array | string;
}

/**
 * Collects the locations where a canary must not turn up, and says where it did. Files and functions are read when the
 * report is made, so that a watch can be set up before the deed.
 */
export class CanaryWatch {
  readonly #canaries: readonly Canary[];
  readonly #watched: {
    readonly location: string;
    readonly read: () => Iterable<[string, Uint8Array | string]>;
  }[] = [];

  constructor(...canaries: Canary[]) {
    if (canaries.length === 0) throw new Error('a watch needs a canary');
    this.#canaries = canaries;
  }

  /** Watches bytes, a text, or a source of them such as `() => process.stdout()`. */
  add(location: string, haystack: Haystack): this {
    this.#watched.push({
      location,
      read: () => [[location, typeof haystack === 'function' ? haystack() : haystack]],
    });
    return this;
  }

  /** Watches status line, headers and body of a response. */
  addResponse(location: string, response: SeenResponse): this {
    const { headers } = response;
    const pairs =
      Symbol.iterator in headers ? [...(headers as Iterable<[string, string]>)] : Object.entries(headers);
    const head = pairs.map(([name, value]) => `${name}: ${String(value)}`);
    this.add(
      `${location}: headers`,
      [`${response.status} ${response.statusText ?? ''}`, ...head].join('\r\n'),
    );
    return this.add(`${location}: body`, response.body);
  }

  /** Watches a file, which must exist when the report is made. */
  addFile(path: string): this {
    return this.add(path, () => readFileSync(path));
  }

  /** Watches every file below a folder, and the names of files and folders. */
  addFolder(path: string): this {
    this.#watched.push({ location: path, read: () => readFolder(path) });
    return this;
  }

  /** Watches a SQLite database: the main file, which must exist, and what is there of `-wal`, `-shm` and `-journal`. */
  addDatabase(path: string): this {
    this.addFile(path);
    for (const companion of ['-wal', '-shm', '-journal'].map((suffix) => path + suffix)) {
      this.add(companion, () => (existsSync(companion) ? readFileSync(companion) : ''));
    }
    return this;
  }

  /** Where the canaries were seen, location by location. Fails when nothing at all was watched. */
  sightings(): Sighting[] {
    let searched = 0;
    const sightings: Sighting[] = [];
    for (const { read } of this.#watched) {
      for (const [location, haystack] of read()) {
        searched += haystack.length;
        const findings = this.#canaries.flatMap((canary) => findCanary(haystack, canary));
        if (findings.length > 0) sightings.push({ location, findings });
      }
    }
    if (searched === 0) throw new Error('the watch saw not a single byte, so that it proves nothing');
    return sightings;
  }

  /** Fails with a report when a canary was seen anywhere. */
  expectUnseen(): void {
    const sightings = this.sightings();
    if (sightings.length === 0) return;
    throw new Error(
      sightings.map(({ location, findings }) => describeFindings(location, findings)).join('\n'),
    );
  }
}

function* readFolder(folder: string): Generator<[string, Uint8Array | string]> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    yield [`a name in ${folder}`, entry.name];
    if (entry.isDirectory()) yield* readFolder(path);
    else if (entry.isFile()) yield [path, readFileSync(path)];
  }
}
