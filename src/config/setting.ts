import { join, resolve } from 'node:path';
import { AddressRange, isLoopbackHost } from '../core/address-range';

/** One configuration variable: the docs table and the parser are made from it. */
export interface Setting<Value> {
  readonly name: string;
  readonly unit: string;
  /** As the documentation shows it. */
  readonly default: string;
  readonly doc: string;
  /** @throws ConfigError */
  readonly parse: (text: string | undefined, environment: Environment) => Value;
}

/** The process environment, or a stand-in. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable that cannot be used. The message names the variable and the rule, never its content. */
export class ConfigError extends Error {
  constructor(name: string, rule: string) {
    super(`${name}: ${rule}`);
    this.name = 'ConfigError';
  }
}

export function setting<Value>(
  name: string,
  unit: string,
  fallback: string,
  doc: string,
  parse: Setting<Value>['parse'],
): Setting<Value> {
  return { name, unit, default: fallback, doc, parse };
}

export function wholeNumber(name: string, min: number, max: number, fallback: number) {
  return (text: string | undefined): number => {
    if (text === undefined) return fallback;
    const value = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max))
      throw new ConfigError(name, `give a whole number from ${min} to ${max}`);
    return value;
  };
}

export function optionalText(text: string | undefined): string | undefined {
  return text;
}

/** On where only this machine can reach the gateway; anywhere else it must be switched on by name. */
export function loopbackSwitch(name: string) {
  return (text: string | undefined, environment: Environment): boolean => {
    if (text === undefined) return isLoopbackHost(environment.HOST ?? '127.0.0.1');
    if (text !== 'on' && text !== 'off') throw new ConfigError(name, 'give on or off');
    return text === 'on';
  };
}

export function databaseUrl(text: string | undefined, environment: Environment): string {
  if (text === undefined) return `sqlite:${join(dataDir(environment.DATA_DIR), 'gateway.db')}`;
  if (!/^(?:sqlite:.+|postgres(?:ql)?:\/\/.+)$/.test(text)) {
    throw new ConfigError('DATABASE_URL', 'give sqlite:<file> or postgres://…');
  }
  return text;
}

export function dataDir(text: string | undefined): string {
  return resolve(text ?? 'data');
}

export function httpUrl(name: string) {
  return (text: string | undefined): string | undefined => {
    if (text === undefined) return undefined;
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopbackHost(url.hostname)))
      return text;
    throw new ConfigError(name, 'give an https:// address (http:// only on loopback)');
  };
}

function list(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}

export function origins(text: string | undefined): readonly string[] {
  const given = list(text);
  if (given.every((each) => URL.canParse(each) && new URL(each).origin === each)) return given;
  throw new ConfigError('CORS_ORIGINS', 'give origins like https://app.example.com, separated by commas');
}

export function addressRanges(name: string) {
  return (text: string | undefined): readonly string[] => {
    const given = list(text);
    if (given.every((each) => AddressRange.parse(each) !== undefined)) return given;
    throw new ConfigError(name, 'give addresses or ranges like 10.0.0.0/8, separated by commas');
  };
}

export function longToken(name: string) {
  return (text: string | undefined): string | undefined => {
    if (text !== undefined && !/^[\x21-\x7e]{32,512}$/.test(text)) {
      throw new ConfigError(name, 'give 32 to 512 visible ASCII characters');
    }
    return text;
  };
}
