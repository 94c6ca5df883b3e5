import { databaseFailureOf } from '../backend/database-failure';
import { ConsumerError } from '../client/consumer.error';
import { GatewayFailure } from '../client/gateway.error';
import { ConfigError } from '../config/setting';
import { GatewayError } from '../core/errors';
import { DeliveryError } from '../dispenser/delivery/delivery.error';
import { errorOrigin } from '../log';
import { CommandError } from './command/command.error';
import { exitCodeOf } from './command/exit-code';

/** How a failed command ends: a text for one line, and an exit code. */
export interface CommandFailure {
  readonly line: string;
  readonly exitCode: number;
}

const NETWORK_RULES: Readonly<Record<string, string>> = {
  EADDRINUSE: 'SECRETS_GATEWAY_PORT: the port is already in use',
  EACCES: 'SECRETS_GATEWAY_PORT: this user may not listen on this port',
  EADDRNOTAVAIL: 'SECRETS_GATEWAY_HOST: this machine has no such address',
  ENOTFOUND: 'SECRETS_GATEWAY_HOST: this name has no address',
};

/**
 * What to print for an error, and the exit code. Only messages that we wrote are printed. Messages of libraries can quote
 * what was submitted; of those, only the code or class name of the error and a line of our sources are printed.
 */
export function failureOf(error: unknown): CommandFailure {
  if (error instanceof CommandError || error instanceof DeliveryError) {
    const code: unknown = 'exitCode' in error ? error.exitCode : 1;
    return failure(error.message, typeof code === 'number' ? code : 1);
  }
  const fault = databaseFailureOf(error);
  if (fault !== undefined) {
    const { errorCode, reason } = fault;
    return failure(
      reason === undefined
        ? `the database failed (${errorCode})`
        : `SECRETS_GATEWAY_DATABASE_URL: ${reason} (${errorCode})`,
    );
  }
  if (error instanceof ConfigError) return failure(error.message);
  if (error instanceof GatewayFailure) return failure(answered(error), exitCodeOf(error.code));
  if (error instanceof GatewayError || error instanceof ConsumerError) {
    return failure(error.message, exitCodeOf(error.code));
  }
  if (error instanceof Error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    const rule = syscall === 'listen' || syscall === 'getaddrinfo' ? NETWORK_RULES[code ?? ''] : undefined;
    if (rule !== undefined) return failure(rule);
  }
  const { errorCode, errorAt } = errorOrigin(error);
  return failure(`unexpected error: ${[errorCode, errorAt].filter((part) => part).join(' at ')}`);
}

/** What to do about an answer of the gateway. */
const NEXT_STEPS: Readonly<Record<string, string>> = {
  UNAUTHENTICATED: 'the token is unknown, revoked or expired; run "secrets-gateway login" again',
  FORBIDDEN: '"secrets-gateway whoami" shows what you may do',
  UNREACHABLE: '"secrets-gateway context list" shows the addresses',
};
/** The longest message of a gateway that is printed. */
const MAX_MESSAGE = 500;

function answered({ code, message }: GatewayFailure): string {
  const next = Object.hasOwn(NEXT_STEPS, code) ? NEXT_STEPS[code] : undefined;
  if (code === 'UNAUTHENTICATED' && next !== undefined) return next;
  const said = message.slice(0, MAX_MESSAGE);
  return next === undefined ? said : `${said.replace(/\.$/, '')}; ${next}`;
}

function failure(line: string, exitCode = 1): CommandFailure {
  return { line, exitCode };
}
