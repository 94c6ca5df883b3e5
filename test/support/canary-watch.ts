import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Canary, describeFindings, type Finding, findCanary } from './canary';

/** What is searched: bytes, a text, or a function that yields them when the report is made. */
export type Haystack = Uint8Array | string | (() => Uint8Array | string);

/** Where a canary was seen. */
export interface Sighting {
  readonly place: string;
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
 * Collects the places where a canary must not turn up, and says where it did. Files and functions are read when the
 * report is made, so that a watch can be set up before the deed.
 */
export class CanaryWatch {
  readonly #canaries: readonly Canary[];
  readonly #places: {
    readonly place: string;
    readonly read: () => Iterable<[string, Uint8Array | string]>;
  }[] = [];

  constructor(...canaries: Canary[]) {
    if (canaries.length === 0) throw new Error('a watch needs a canary');
    this.#canaries = canaries;
  }

  /** Watches bytes, a text, or a source of them such as `() => process.stdout()`. */
  add(place: string, haystack: Haystack): this {
    this.#places.push({
      place,
      read: () => [[place, typeof haystack === 'function' ? haystack() : haystack]],
    });
    return this;
  }

  /** Watches status line, headers and body of a response. */
  addResponse(place: string, response: SeenResponse): this {
    const { headers } = response;
    const pairs =
      Symbol.iterator in headers ? [...(headers as Iterable<[string, string]>)] : Object.entries(headers);
    const head = pairs.map(([name, value]) => `${name}: ${String(value)}`);
    this.add(`${place}: headers`, [`${response.status} ${response.statusText ?? ''}`, ...head].join('\r\n'));
    return this.add(`${place}: body`, response.body);
  }

  /** Watches a file, which must exist when the report is made. */
  addFile(path: string): this {
    return this.add(path, () => readFileSync(path));
  }

  /** Watches every file below a folder, and the names of files and folders. */
  addFolder(path: string): this {
    this.#places.push({ place: path, read: () => readFolder(path) });
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

  /** Where the canaries were seen, place by place. Fails when nothing at all was watched. */
  sightings(): Sighting[] {
    let searched = 0;
    const sightings: Sighting[] = [];
    for (const { read } of this.#places) {
      for (const [place, haystack] of read()) {
        searched += haystack.length;
        const findings = this.#canaries.flatMap((canary) => findCanary(haystack, canary));
        if (findings.length > 0) sightings.push({ place, findings });
      }
    }
    if (searched === 0) throw new Error('the watch saw not a single byte, so that it proves nothing');
    return sightings;
  }

  /** Fails with a report when a canary was seen anywhere. */
  expectUnseen(): void {
    const sightings = this.sightings();
    if (sightings.length === 0) return;
    throw new Error(sightings.map(({ place, findings }) => describeFindings(place, findings)).join('\n'));
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
