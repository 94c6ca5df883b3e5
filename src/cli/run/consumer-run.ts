import { ConsumerError } from '../../client/consumer.error';
import { ConsumerClient } from '../../client/consumer-client';
import type { DeliveredSecrets } from '../../client/delivered-secrets';
import type { SecretType } from '../../core/secret';
import { childEnvironment } from '../../dispenser/local/child-environment';
import { type RunningChild, runChild } from '../../dispenser/local/child-process';
import { asVariables, type LocalSecret, maskedValues, variablesOf } from '../../dispenser/local/local-secret';
import { PrivateFolder } from '../../dispenser/local/private-folder';
import type { SecretTemplate } from '../../dispenser/local/secret-template';
import { maskPatterns } from '../../dispenser/mask/mask-stream';
import type { CommandContext } from '../command/command-context';
import { printMessage } from '../command/printed-text';

/** The options of `run --consumer`. */
export interface ConsumerRun {
  /** The consumer's file. */
  readonly file: string;
  /** Names of secrets; undefined for all that the consumer may use. */
  readonly only: readonly string[] | undefined;
  /** When a value changes: restart the command, or send it this signal. Undefined: do not watch for changes. */
  readonly onChange: 'restart' | NodeJS.Signals | undefined;
  readonly templates: readonly SecretTemplate[];
}

/** A child that has not ended this long after SIGTERM is killed, so that the new values come into use. */
const GRACE_MS = 10_000;
const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs a command with the secrets of a consumer. When one changes, the command is restarted or gets a signal.
 *
 * @returns the exit code of the command.
 * @throws ConsumerError when the first delivery fails; DeliveryError when the command cannot be started.
 */
export async function runForConsumer(
  run: ConsumerRun,
  command: readonly [string, ...string[]],
  context: CommandContext,
): Promise<number> {
  const client = ConsumerClient.fromFile(run.file);
  const options = run.only === undefined ? {} : { only: run.only };
  const ending = new Ending();
  try {
    let delivered = await client.deliver(options);
    for (;;) {
      const round = new Round(run, delivered, context);
      const watching = new AbortController();
      let changes: Promise<void> = Promise.resolve();
      const code = await round.run(command, (child) => {
        if (run.onChange === undefined) return;
        const signal = watching.signal;
        const { stderr } = context;
        const onTrouble = () =>
          printMessage(stderr, 'the dispenser cannot be reached; the command keeps its present values');
        changes = round.follow(client.watch({ ...options, from: delivered, signal, onTrouble }), child);
      });
      watching.abort();
      await changes;
      if (round.next === undefined || ending.isAsked) return code;
      delivered = round.next;
    }
  } finally {
    ending.stop();
  }
}

/** One child, from its start to its end. */
class Round {
  /** The secrets to restart the command with; undefined when it ended by itself. */
  next: DeliveredSecrets | undefined;
  readonly #run: ConsumerRun;
  readonly #context: CommandContext;
  #secrets: readonly LocalSecret[];
  #masked: Uint8Array[];
  #folder: PrivateFolder | undefined;

  constructor(run: ConsumerRun, delivered: DeliveredSecrets, context: CommandContext) {
    this.#run = run;
    this.#context = context;
    this.#secrets = this.#variables(delivered);
    this.#masked = [...maskedValues(this.#secrets)];
  }

  run(command: readonly [string, ...string[]], onStart: (child: RunningChild) => void): Promise<number> {
    const { inherited, umask, stdout, stderr } = this.#context;
    return runChild({
      command,
      patterns: maskPatterns(this.#masked),
      prepare: () => {
        for (const template of this.#run.templates) template.render(this.#secrets);
        const variables = variablesOf(this.#secrets, () => {
          this.#folder ??= new PrivateFolder();
          return this.#folder;
        });
        process.umask(umask);
        return childEnvironment(inherited, variables);
      },
      cleanUp: () => {
        process.umask(0o077);
        this.#folder?.remove();
        for (const template of this.#run.templates) template.remove();
      },
      stdout,
      stderr,
      onStart,
    });
  }

  /** A final refusal ends the watching, not the child: the child still has its values. */
  async follow(changes: AsyncIterable<DeliveredSecrets>, child: RunningChild): Promise<void> {
    let last: NodeJS.Timeout | undefined;
    try {
      for await (const delivered of changes) {
        if (this.#run.onChange === 'restart') {
          this.next = delivered;
          child.kill('SIGTERM');
          last = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
          return;
        }
        this.#renew(delivered, child);
      }
    } catch (error) {
      const reason = error instanceof ConsumerError ? error.message : 'the changes cannot be followed';
      printMessage(this.#context.stderr, `${reason}; the command keeps its present values`);
    } finally {
      last?.unref();
    }
  }

  /** The old values stay masked: the child still has them. */
  #renew(delivered: DeliveredSecrets, child: RunningChild): void {
    this.#secrets = this.#variables(delivered);
    this.#masked.push(...maskedValues(this.#secrets));
    child.mask(maskPatterns(this.#masked));
    for (const template of this.#run.templates) template.render(this.#secrets);
    const { onChange } = this.#run;
    if (onChange !== undefined && onChange !== 'restart') child.kill(onChange);
  }

  #variables({ items }: DeliveredSecrets): readonly LocalSecret[] {
    const opened = items.map(({ plaintext, type, ...secret }) => ({
      secret: { ...secret, type: type as SecretType },
      value: plaintext,
    }));
    const { secrets, warnings } = asVariables(opened);
    for (const warning of warnings) printMessage(this.#context.stderr, warning);
    return secrets;
  }
}

/** Whether a signal asked this process to end: the command is then not restarted. */
class Ending {
  isAsked = false;
  readonly #ask = () => {
    this.isAsked = true;
  };

  constructor() {
    for (const signal of ENDING) process.on(signal, this.#ask);
  }

  stop(): void {
    for (const signal of ENDING) process.off(signal, this.#ask);
  }
}
