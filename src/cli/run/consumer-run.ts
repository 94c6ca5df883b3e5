import { ConsumerError } from '../../client/consumer.error';
import { ConsumerClient, type DeliverOptions } from '../../client/consumer-client';
import type { DeliveredSecrets } from '../../client/delivered-secrets';
import { deliverWithin } from '../../client/patient-delivery';
import type { SecretType } from '../../core/secret';
import type { RunningChild } from '../../dispenser/child/child-process';
import { ChildSignals } from '../../dispenser/child/child-signals';
import { DeliveryError } from '../../dispenser/delivery/delivery.error';
import { inheritedEnvironment } from '../../dispenser/local/child-environment';
import type { LeftOut } from '../../dispenser/local/left-out';
import type { LocalSecret } from '../../dispenser/local/local-secret';
import { type OpenedSecret, VariableChoice } from '../../dispenser/local/variable-choice';
import type { CommandContext } from '../command/command-context';
import { printMessage } from '../command/printed-text';
import type { Run } from './run-options';
import { SecretChild } from './secret-child';

/** A child that has not ended this long after SIGTERM is killed, so that the new values come into use. */
const GRACE_MS = 10_000;

/**
 * Runs a command with the secrets of a consumer. When one changes, the command is restarted or gets a signal.
 *
 * @param file the consumer's file.
 * @returns the exit code of the command.
 * @throws ConsumerError when the first delivery fails; DeliveryError when the command cannot be started.
 */
export async function runForConsumer(
  file: string,
  run: Run,
  command: readonly [string, ...string[]],
  context: CommandContext,
): Promise<number> {
  return new ConsumerRun(ConsumerClient.fromFile(file), run, command, context).run();
}

/** What the command has: a delivery, and the variables that were chosen of it. */
interface Chosen {
  readonly delivered: DeliveredSecrets;
  readonly secrets: readonly LocalSecret[];
}

class ConsumerRun {
  readonly #client: ConsumerClient;
  readonly #run: Run;
  readonly #command: readonly [string, ...string[]];
  readonly #context: CommandContext;
  readonly #choice: VariableChoice;
  readonly #asked: DeliverOptions;

  constructor(
    client: ConsumerClient,
    run: Run,
    command: readonly [string, ...string[]],
    context: CommandContext,
  ) {
    this.#client = client;
    this.#run = run;
    this.#command = command;
    this.#context = context;
    this.#choice = new VariableChoice(run.choice, inheritedEnvironment(context.inherited));
    const { only } = run.choice;
    this.#asked = only.length === 0 ? {} : { only };
  }

  async run(): Promise<number> {
    let chosen = this.#chosen(
      await deliverWithin(this.#client, this.#run.waitMs, this.#asked, ({ message }) =>
        this.#say(`${message}; trying again`),
      ),
    );
    const signals = new ChildSignals();
    try {
      for (;;) {
        const watching = new AbortController();
        let following: Promise<Chosen | undefined> | undefined;
        const child = new SecretChild(chosen.secrets, {
          command: this.#command,
          context: this.#context,
          signals,
          templates: this.#run.templates,
          isMasked: this.#run.isMasked,
          isWatched: this.#run.onChange !== undefined,
          isRestarted: this.#run.onChange === 'restart',
        });
        const code = await child.run((running) => {
          following = this.#follow(chosen.delivered, child, running, watching.signal);
        });
        watching.abort();
        const next = await following;
        if (next === undefined || signals.isEnding) return code;
        chosen = next;
      }
    } finally {
      signals.stop();
    }
  }

  /**
   * Follows the changes until the child ends. A final refusal ends the following, not the child: the child still has its
   * values.
   *
   * @returns what to restart the command with, once the old one is gone; undefined if it ended by itself.
   */
  async #follow(
    from: DeliveredSecrets,
    child: SecretChild,
    running: RunningChild,
    signal: AbortSignal,
  ): Promise<Chosen | undefined> {
    const { onChange } = this.#run;
    if (onChange === undefined) return undefined;
    const onTrouble = () =>
      this.#say('the dispenser cannot be reached; the command keeps its present values');
    try {
      for await (const delivered of this.#client.watch({ ...this.#asked, from, signal, onTrouble })) {
        const lost = delivered.unopened.find(({ id }) => from.items.some((each) => each.id === id));
        if (lost !== undefined) {
          this.#say(`the secret "${lost.name}" no longer opens; the command keeps its present values`);
          continue;
        }
        const chosen = this.#chosen(delivered);
        if (onChange === 'restart') {
          await running.end(GRACE_MS);
          return chosen;
        }
        child.renew(chosen.secrets, running);
        running.kill(onChange);
      }
    } catch (error) {
      const isOurs = error instanceof ConsumerError || error instanceof DeliveryError;
      const reason = isOurs ? error.message : 'the changes cannot be followed';
      this.#say(`${reason}; the command keeps its present values`);
    }
    return undefined;
  }

  #chosen(delivered: DeliveredSecrets): Chosen {
    const leftOut: LeftOut[] = [];
    const opened: (OpenedSecret & { readonly id: string })[] = [];
    const all = [...delivered.items, ...delivered.unopened];
    for (const { plaintext, type, failure, ...metadata } of this.#choice.chosen(all)) {
      const secret = { ...metadata, type: type as SecretType };
      const reason = failure === undefined ? this.#choice.reasonNotToOpen(secret) : 'unopenedThere';
      if (reason === undefined) opened.push({ id: metadata.id, secret, value: plaintext });
      else leftOut.push({ name: metadata.name, reason });
    }
    // The ids of secrets grow with the time of their creation.
    opened.sort((one, other) => (one.id < other.id ? -1 : 1));
    const { secrets, lines } = this.#choice.assign(opened, leftOut);
    for (const line of lines) this.#say(line);
    return { delivered, secrets };
  }

  #say(line: string): void {
    printMessage(this.#context.stderr, line);
  }
}
