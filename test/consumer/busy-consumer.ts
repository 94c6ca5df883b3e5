import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { builtFile } from '../support/built';
import { type StartedProcess, startProcess } from '../support/process';
import { countUse, type Uses } from './audited-uses';
import type { TwoProcesses } from './processes.fixture';

/** What a busy consumer does all the time. */
export const WORK = ['deliver', 'poll', 'inject', 'watch'] as const;
export type Work = (typeof WORK)[number];

/** A line that the consumer has written. */
export interface Step {
  readonly did?: Work;
  readonly failed?: Work;
  readonly code?: string;
  readonly uses?: readonly string[];
  readonly status?: number;
  readonly body?: string;
}

const PATIENCE_MS = 300_000;

/** A consumer and an upstream as processes of their own; the consumer does everything it can do, again and again. */
export class BusyConsumer {
  readonly #consumer: StartedProcess;
  readonly #upstream: StartedProcess;

  private constructor(
    readonly id: string,
    consumer: StartedProcess,
    upstream: StartedProcess,
  ) {
    this.#consumer = consumer;
    this.#upstream = upstream;
  }

  /** Stores `K_VALUE` and `K_SENT`, registers a consumer of both, and starts it. */
  static async start(both: TwoProcesses, values: { value: string; sent: string }): Promise<BusyConsumer> {
    const upstream = startProcess(process.execPath, [join(__dirname, 'upstream.process.mjs')]);
    const { port } = JSON.parse(await upstream.waitForLine(/"port"/)) as { port: number };
    const host = `127.0.0.1:${port}`;
    await both.put('K_VALUE', values.value);
    const usePolicy = {
      hosts: [host],
      methods: ['GET'],
      pathPrefixes: ['/'],
      slots: ['x-api-key'],
      waysOut: ['DELIVER', 'INJECT'],
    };
    await both.put('K_SENT', values.sent, { usePolicy });
    const { id, file } = await both.consumer('busy', { namePrefix: 'K_' });
    const client = pathToFileURL(builtFile('client/consumer-client.js')).href;
    const script = join(__dirname, 'consumer.process.mjs');
    const consumer = startProcess(process.execPath, [script, client, file, `http://${host}/`]);
    const busy = new BusyConsumer(id, consumer, upstream);
    await busy.untilDone(busy.mark());
    return busy;
  }

  /** A moment, to ask later what came after it. */
  mark(): number {
    return this.steps().length;
  }

  /** What the consumer has done and failed to do since a moment; the beginning when none is given. */
  steps(since = 0): Step[] {
    return parsed<Step>(this.#consumer.stdout()).slice(since);
  }

  /** Codes of what has failed since a moment. */
  codes(since = 0): string[] {
    return [...new Set(this.steps(since).flatMap(({ code }) => code ?? []))];
  }

  /** Waits until each kind of work has succeeded since the moment; watching tells of changes only, so not that one. */
  async untilDone(since: number, kinds: readonly Work[] = ['deliver', 'poll', 'inject']): Promise<void> {
    await this.until(`success of ${kinds}`, () =>
      kinds.every((kind) => this.steps(since).filter(({ did }) => did === kind).length >= 3),
    );
  }

  /** Waits until something is so. Fails with what the consumer has written last. */
  async until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
    for (const end = Date.now() + PATIENCE_MS; !(await isSo()); await pause(25)) {
      if (Date.now() < end) continue;
      throw new Error(`no ${what}; the last steps: ${JSON.stringify(this.steps().slice(-12))}`);
    }
  }

  /** What the consumer was given, and what the upstream was sent, by version. `K_SENT` has one version only. */
  uses(): Uses {
    const uses: Uses = new Map();
    for (const step of this.steps()) {
      for (const use of step.uses ?? []) countUse(uses, `delivery.create ${use}`);
    }
    for (const _ of this.received()) countUse(uses, 'injection.create K_SENT@1');
    return uses;
  }

  /** Digests of what the upstream was sent. */
  received(): string[] {
    return parsed<{ received?: string }>(this.#upstream.stdout()).flatMap(({ received }) => received ?? []);
  }

  /** All that both processes have written. */
  output(): Buffer {
    return Buffer.concat([this.#consumer.output(), this.#upstream.output()]);
  }

  async stop(): Promise<void> {
    await this.#consumer.kill('SIGKILL');
    await this.#upstream.kill('SIGKILL');
  }
}

function parsed<Line>(text: string): Line[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line);
}
