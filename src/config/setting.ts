import { AddressRange, isLoopbackHost } from '../core/address-range';

/** The process environment, or a stand-in. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What the name of every setting begins with, so that no variable of another program is taken for one of ours. */
export const PREFIX = 'SECRETS_GATEWAY_';

/** The environment variable of a setting. */
export type SettingName = `${typeof PREFIX}${string}`;

/** One environment variable. The parser and the row of the documentation are made from it. */
export interface Setting<Value> {
  readonly name: SettingName;
  readonly unit: string;
  /** The default, as the documentation shows it. */
  readonly defaultText: string;
  readonly doc: string;
  /** Whether the text is or contains a key, a token or a password. Child processes do not get it. */
  readonly isCredential: boolean;
  /** The checked value, or the default when the variable is not set or empty. @throws ConfigError */
  readonly read: (environment: Environment) => Value;
}

/** A default that depends on other variables, with a text for the documentation. */
export interface ComputedDefault<Value> {
  readonly default: (environment: Environment) => Value;
  readonly defaultText: string;
}

type Default<Value> = ComputedDefault<Value> | { readonly default: Value; readonly defaultText?: string };

type Naming = Pick<Setting<unknown>, 'name' | 'unit' | 'doc'> &
  Partial<Pick<Setting<unknown>, 'isCredential'>>;

/** What a setting is made from. */
export type Description<Value> = Naming & Default<Value>;

/** A variable that cannot be used. The message names the variable and the rule, never the content. */
export class ConfigError extends Error {
  constructor(name: string, rule: string) {
    super(`${name}: ${rule}`);
    this.name = 'ConfigError';
  }
}

/** The text of a variable; undefined when it is not set or empty. */
export function textOf(environment: Environment, name: string): string | undefined {
  return environment[name] || undefined;
}

/** @param parse gets a text that is not empty, and throws ConfigError for one that breaks the rule. */
export function setting<Value>(
  description: Description<Value>,
  parse: (text: string) => Value,
): Setting<Value> {
  const { name, unit, doc, isCredential = false, default: usual, defaultText = shown(usual) } = description;
  const fallback = typeof usual === 'function' ? (usual as (environment: Environment) => Value) : () => usual;
  return {
    name,
    unit,
    doc,
    isCredential,
    defaultText,
    read: (environment) => {
      const text = textOf(environment, name);
      return text === undefined ? fallback(environment) : parse(text);
    },
  };
}

function shown(value: unknown): string {
  if (value === undefined) return '–';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return Array.isArray(value) ? value.join(', ') || 'none' : String(value);
}

/** A text without a rule. */
export function text<Value extends string | undefined>(
  description: Description<Value | string>,
): Setting<Value | string> {
  return setting(description, (given) => given);
}

/** A whole number, `min` and `max` included. */
export function wholeNumber(
  description: Description<number> & { readonly min: number; readonly max: number },
): Setting<number> {
  const { name, min, max } = description;
  return setting(description, (given) => {
    const value = /^\d{1,12}$/.test(given) ? Number(given) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new ConfigError(name, `give a whole number from ${min} to ${max}`);
  });
}

/** One of several words. */
export function choice<const Choice extends string>(
  choices: readonly Choice[],
  description: Omit<Description<Choice>, 'unit'> & Default<NoInfer<Choice>>,
): Setting<Choice> {
  const unit = `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
  return setting<Choice>({ ...description, unit }, (given) => {
    const found = choices.find((each) => each === given);
    if (found !== undefined) return found;
    throw new ConfigError(description.name, `give ${unit}`);
  });
}

/** A switch: `on` is true and `off` is false. */
export function onOff(description: Omit<Naming, 'unit'> & Default<boolean>): Setting<boolean> {
  const unit = 'on or off';
  return setting<boolean>({ ...description, unit }, (given) => {
    if (given === 'on' || given === 'off') return given === 'on';
    throw new ConfigError(description.name, `give ${unit}`);
  });
}

/** An `https://` address, or an `http://` address of this machine. */
export function httpUrl(naming: Naming): Setting<string | undefined> {
  return setting<string | undefined>({ ...naming, default: undefined }, (given) => {
    const url = URL.canParse(given) ? new URL(given) : undefined;
    if (url?.username || url?.password) throw new ConfigError(naming.name, 'give it without a user');
    if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopbackHost(url.hostname)))
      return given;
    throw new ConfigError(naming.name, 'give an https:// address (http:// only on loopback)');
  });
}

/** An address as {@link httpUrl}, with plain segments as its path and nothing behind them. No slash is at its end. */
export function publicUrl(naming: Naming): Setting<string | undefined> {
  const address = httpUrl(naming);
  return setting<string | undefined>({ ...naming, default: undefined }, (given) => {
    const url = new URL(address.read({ [naming.name]: given }) ?? '');
    const plain = `${url.origin}${url.pathname}`.replace(/\/$/, '');
    const isPlain =
      url.href.replace(/\/$/, '') === plain && /^(?:\/[\w.~-]{1,64}){0,8}\/?$/.test(url.pathname);
    if (isPlain) return plain;
    throw new ConfigError(
      naming.name,
      'give an address like https://example.com/secrets, with nothing behind the path',
    );
  });
}

/** A secret text that is too long to guess. */
export function longToken(naming: Naming & { readonly defaultText?: string }): Setting<string | undefined> {
  return setting<string | undefined>({ ...naming, isCredential: true, default: undefined }, (given) => {
    if (/^[\x21-\x7e]{32,512}$/.test(given)) return given;
    throw new ConfigError(naming.name, 'give 32 to 512 visible ASCII characters');
  });
}

/** Texts without spaces, separated by commas. */
export function words(description: Description<readonly string[]>): Setting<readonly string[]> {
  return setting(description, (given) => {
    const all = listOf(given);
    if (all.every((each) => /^[\x21-\x7e]{1,255}$/.test(each))) return all;
    throw new ConfigError(description.name, 'give visible ASCII characters, separated by commas');
  });
}

/** Origins of browser pages, separated by commas. */
export function origins(description: Description<readonly string[]>): Setting<readonly string[]> {
  return setting(description, (given) => {
    const all = listOf(given);
    if (all.every((each) => URL.canParse(each) && new URL(each).origin === each)) return all;
    throw new ConfigError(description.name, 'give origins like https://app.example.com, separated by commas');
  });
}

/** IP addresses and ranges of them, separated by commas. */
export function addressRanges(description: Description<readonly string[]>): Setting<readonly string[]> {
  return setting(description, (given) => parseAddressRanges(given, description.name));
}

/** @param name the variable, for the error. @throws ConfigError */
export function parseAddressRanges(given: string, name: string): readonly string[] {
  const all = listOf(given);
  if (all.every((each) => AddressRange.parse(each) !== undefined)) return all;
  throw new ConfigError(name, 'give addresses or ranges like 10.0.0.0/8, separated by commas');
}

function listOf(given: string): readonly string[] {
  return given
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}
