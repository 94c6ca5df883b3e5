import { ConsumerError } from '../../client/consumer.error';
import { ConsumerClient } from '../../client/consumer-client';
import type { DeliveredSecrets } from '../../client/delivered-secrets';
import type { SecretType } from '../../core/secret';
import type { RunningChild } from '../../dispenser/child/child-process';
import { ChildSignals } from '../../dispenser/child/child-signals';
import { asVariables, type LocalSecret } from '../../dispenser/local/local-secret';
import type { SecretTemplate } from '../../dispenser/local/secret-template';
import type { CommandContext } from '../command/command-context';
import { printMessage } from '../command/printed-text';
import { SecretChild } from './secret-child';

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
  let delivered = await client.deliver(options);
  const signals = new ChildSignals();
  const isRestarted = run.onChange === 'restart';
  try {
    for (;;) {
      const secrets = variablesIn(delivered, context);
      const { templates } = run;
      const child = new SecretChild(secrets, { command, context, signals, templates, isRestarted });
      const watching = new AbortController();
      const { signal } = watching;
      let following: Promise<DeliveredSecrets | undefined> = Promise.resolve(undefined);
      const code = await child.run((running) => {
        if (run.onChange === undefined) return;
        const onTrouble = () =>
          printMessage(
            context.stderr,
            'the dispenser cannot be reached; the command keeps its present values',
          );
        const changes = client.watch({ ...options, from: delivered, signal, onTrouble });
        following = followed(changes, run.onChange, child, running, context);
      });
      watching.abort();
      const next = await following;
      if (next === undefined || signals.isEnding) return code;
      delivered = next;
    }
  } finally {
    signals.stop();
  }
}

/**
 * Follows the changes until the child ends. A final refusal ends the following, not the child: the child still has its
 * values.
 *
 * @returns the secrets to restart the command with, once the old one is gone; undefined if it ended by itself.
 */
async function followed(
  changes: AsyncIterable<DeliveredSecrets>,
  onChange: 'restart' | NodeJS.Signals,
  child: SecretChild,
  running: RunningChild,
  context: CommandContext,
): Promise<DeliveredSecrets | undefined> {
  try {
    for await (const delivered of changes) {
      if (onChange === 'restart') {
        await running.end(GRACE_MS);
        return delivered;
      }
      child.renew(variablesIn(delivered, context), running);
      running.kill(onChange);
    }
  } catch (error) {
    const reason = error instanceof ConsumerError ? error.message : 'the changes cannot be followed';
    printMessage(context.stderr, `${reason}; the command keeps its present values`);
  }
  return undefined;
}

function variablesIn({ items }: DeliveredSecrets, { stderr }: CommandContext): readonly LocalSecret[] {
  const opened = items.map(({ plaintext, type, ...secret }) => ({
    secret: { ...secret, type: type as SecretType },
    value: plaintext,
  }));
  const { secrets, warnings } = asVariables(opened);
  for (const warning of warnings) printMessage(stderr, warning);
  return secrets;
}
