import { constants } from 'node:os';
import { SecretTemplate } from '../../dispenser/local/secret-template';
import type { ChoiceOptions } from '../../dispenser/local/variable-choice';
import { CommandError } from '../command/command.error';

/** The options of `run`, as Commander reads them. */
export interface RunOptions {
  readonly organization?: string;
  readonly consumer?: string;
  readonly only?: readonly string[];
  readonly except?: readonly string[];
  readonly prefix?: string;
  readonly override?: readonly string[];
  readonly strict?: boolean;
  readonly wait?: string;
  readonly mask?: boolean;
  readonly watch?: true | string;
  readonly template?: readonly string[];
}

/** How a command is run. */
export interface Run {
  readonly choice: ChoiceOptions;
  readonly templates: readonly SecretTemplate[];
  /** When a value changes: restart the command, or send it this signal. Undefined: do not watch for changes. */
  readonly onChange: 'restart' | NodeJS.Signals | undefined;
  /** How long the first delivery is tried, in milliseconds. */
  readonly waitMs: number;
  /** False if the command writes to the outputs of this process itself. */
  readonly isMasked: boolean;
}

const USAGE = 2;

/** @throws CommandError for options that do not go together, DeliveryError for an invalid template. */
export function checkedRun(options: RunOptions): Run {
  const { consumer, watch, template = [], organization } = options;
  if (consumer === undefined && watch !== undefined) {
    throw new CommandError('--watch goes with --consumer', USAGE);
  }
  if (consumer === undefined && options.wait !== undefined) {
    throw new CommandError('--wait goes with --consumer', USAGE);
  }
  if (consumer !== undefined && organization !== undefined) {
    throw new CommandError('give --organization or --consumer', USAGE);
  }
  return {
    choice: {
      only: names(options.only, '--only'),
      prefix: options.prefix,
      except: names(options.except, '--except'),
      override: names(options.override, '--override'),
      isStrict: options.strict ?? false,
    },
    templates: template.map((each) => new SecretTemplate(each)),
    onChange: watch === undefined ? undefined : watch === true ? 'restart' : signalOf(watch),
    waitMs: options.wait === undefined ? 0 : millisecondsOf(options.wait),
    isMasked: options.mask ?? true,
  };
}

function names(texts: readonly string[] = [], option: string): readonly string[] {
  const all = texts.flatMap((text) => text.split(',').map((name) => name.trim()));
  if (all.includes('')) throw new CommandError(`${option}: a name is empty`, USAGE);
  return all;
}

function millisecondsOf(text: string): number {
  const [, number, unit] = /^(\d{1,6})(ms|s|m)?$/.exec(text) ?? [];
  if (number === undefined) throw new CommandError('--wait: give a time such as 30s, 500ms or 2m', USAGE);
  return Number(number) * { ms: 1, s: 1_000, m: 60_000 }[(unit ?? 's') as 'ms' | 's' | 'm'];
}

function signalOf(text: string): NodeJS.Signals {
  const name = text.startsWith('SIG') ? text : `SIG${text}`;
  if (Object.hasOwn(constants.signals, name)) return name as NodeJS.Signals;
  throw new CommandError('--watch: there is no such signal', USAGE);
}
