import { type ChildEnd, type RunningChild, runChild } from '../../dispenser/child/child-process';
import { type ChildSignals, hasTerminal } from '../../dispenser/child/child-signals';
import { inheritedEnvironment } from '../../dispenser/local/child-environment';
import { type LocalSecret, maskedValues, maskLines, variablesOf } from '../../dispenser/local/local-secret';
import { PrivateFolder } from '../../dispenser/local/private-folder';
import type { SecretTemplate } from '../../dispenser/local/secret-template';
import { maskPatterns } from '../../dispenser/mask/mask-stream';
import type { CommandContext } from '../command/command-context';
import { printMessage } from '../command/printed-text';

/** What a command is run with, besides the secrets. */
export interface SecretChildOptions {
  readonly command: readonly [string, ...string[]];
  readonly templates: readonly SecretTemplate[];
  readonly context: CommandContext;
  readonly signals: ChildSignals;
  /** False if nothing is masked. */
  readonly isMasked: boolean;
  /** True if {@link SecretChild.renew} may be called. */
  readonly isWatched: boolean;
  /** See {@link runChild}. */
  readonly isRestarted: boolean;
}

/** One run of a command with secrets: its variables, its files and the masks of its output. */
export class SecretChild {
  readonly #options: SecretChildOptions;
  #secrets: readonly LocalSecret[];
  readonly #masked: Uint8Array[];
  #folder: PrivateFolder | undefined;

  constructor(secrets: readonly LocalSecret[], options: SecretChildOptions) {
    this.#options = options;
    this.#secrets = secrets;
    this.#masked = options.isMasked ? [...maskedValues(secrets)] : [];
  }

  /**
   * Runs the command and waits until it has ended and its files are gone.
   *
   * @returns its exit code.
   * @throws DeliveryError when a file cannot be written or the command cannot be started.
   */
  async run(onStart?: (child: RunningChild) => void): Promise<number> {
    const { command, signals, isRestarted } = this.#options;
    const { stdout, stderr } = this.#options.context;
    const end = await runChild({
      command,
      patterns: this.#writesItself() ? undefined : maskPatterns(this.#masked),
      prepare: () => this.#prepare(),
      cleanUp: () => this.#cleanUp(),
      stdout,
      stderr,
      signals,
      isRestarted,
      ...(onStart && { onStart }),
    });
    endLike(end);
    return end.code;
  }

  /** Other values for a child that runs: in the files of templates, and masked. The old values stay masked. */
  renew(secrets: readonly LocalSecret[], child: RunningChild): void {
    this.#secrets = secrets;
    if (this.#options.isMasked) {
      this.#masked.push(...maskedValues(secrets));
      child.mask(maskPatterns(this.#masked));
    }
    for (const template of this.#options.templates) template.render(secrets);
  }

  /** The command has the terminal to itself if there is nothing to mask, also later. */
  #writesItself(): boolean {
    const { isMasked, isWatched, context } = this.#options;
    const isOwn = context.stdout === process.stdout && context.stderr === process.stderr;
    return isOwn && (!isMasked || (!isWatched && this.#masked.length === 0));
  }

  #prepare(): Readonly<Record<string, string>> {
    const { templates, context } = this.#options;
    if (this.#options.isMasked)
      for (const line of maskLines(this.#secrets)) printMessage(context.stderr, line);
    for (const template of templates) template.render(this.#secrets);
    const variables = variablesOf(this.#secrets, () => {
      this.#folder ??= new PrivateFolder();
      return this.#folder;
    });
    process.umask(context.umask);
    return { ...inheritedEnvironment(context.inherited), ...variables };
  }

  #cleanUp(): void {
    process.umask(0o077);
    this.#folder?.remove();
    for (const template of this.#options.templates) template.remove();
  }
}

/**
 * A shell ends its script or loop on Ctrl-C only if the command died of SIGINT. An exit code of 130 would tell it that
 * the command has handled the signal.
 */
function endLike({ signal }: ChildEnd): void {
  if (signal !== 'SIGINT' || !hasTerminal()) return;
  process.once('exit', () => process.kill(process.pid, 'SIGINT'));
}
