import { ConsumerError } from '../client/consumer.error';
import { ConfigError } from '../config/config';
import { GatewayError } from '../core/errors';
import { DeliveryError } from '../dispenser/delivery/delivery.error';
import { errorOrigin } from '../log';
import { CommandError } from './command.error';

/** How a failed command ends: a line without a line end, and an exit code. */
export interface CommandFailure {
  readonly line: string;
  readonly exitCode: number;
}

const NETWORK_RULES: Readonly<Record<string, string>> = {
  EADDRINUSE: 'PORT: something listens there already',
  EACCES: 'PORT: this user may not listen there',
  EADDRNOTAVAIL: 'HOST: this machine has no such address',
  ENOTFOUND: 'HOST: this name has no address',
};

/**
 * The line for an error. Only messages of our own making are printed: those of others can quote what was submitted, and
 * of them there is a class name and a place in our files.
 */
export function failureOf(error: unknown): CommandFailure {
  if (error instanceof CommandError || error instanceof DeliveryError) {
    const code: unknown = 'exitCode' in error ? error.exitCode : 1;
    return failure(error.message, typeof code === 'number' ? code : 1);
  }
  if (error instanceof ConfigError || error instanceof GatewayError || error instanceof ConsumerError)
    return failure(error.message);
  if (error instanceof Error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (error.name === 'StorageFault') return failure(`the database failed (${code})`);
    const rule = syscall === 'listen' || syscall === 'getaddrinfo' ? NETWORK_RULES[code ?? ''] : undefined;
    if (rule !== undefined) return failure(rule);
  }
  const { errorCode, errorAt } = errorOrigin(error);
  return failure(`unexpected error: ${[errorCode, errorAt].filter((part) => part).join(' at ')}`);
}

/** One line, without what a terminal would obey: names come from a database that others may write to. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
}

function failure(line: string, exitCode = 1): CommandFailure {
  return { line: printable(line), exitCode };
}
