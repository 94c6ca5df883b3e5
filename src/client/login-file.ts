import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PrivateFileError, readPrivateFile, replacePrivateFile } from '../files/private-file';
import { GatewayFailure } from './gateway.error';
import { checkedGateway, isToken } from './gateway-connection';

/** How a login with an identity provider is renewed. */
export interface RenewableLogin {
  readonly issuer: string;
  readonly clientId: string;
  /** Undefined if the identity provider gives none: the login then ends with its token. */
  readonly refreshToken?: string | undefined;
  /** When the token ends, in ISO 8601. */
  readonly expiresAt: string;
}

/** A gateway and a login, under a name. */
export interface LoginContext {
  /** As `checkedGateway` gives it. */
  readonly url: string;
  /** The slug of the organization that commands work in unless they name another one. */
  readonly organization?: string | undefined;
  /** Undefined after `logout`. */
  readonly token?: string | undefined;
  /** Undefined for a token that was given. */
  readonly login?: RenewableLogin | undefined;
}

/** What is in the file: contexts by name, and the one that is used unless another is named. */
export interface LoginContexts {
  readonly current: string | undefined;
  readonly contexts: Readonly<Record<string, LoginContext>>;
}

const NAME = /^[\w.-]{1,64}$/;
const TEXTS = ['url', 'organization', 'token'] as const;
const LOGIN_TEXTS = ['issuer', 'clientId', 'refreshToken', 'expiresAt'] as const;

/**
 * Where the file is: `$XDG_CONFIG_HOME/secrets-gateway/logins.json`, usually below `~/.config` (XDG Base Directory
 * Specification).
 *
 * @throws GatewayFailure code `LOGIN` without a home folder.
 */
export function loginFile(environment: Readonly<Record<string, string | undefined>>): string {
  const { XDG_CONFIG_HOME: configured, HOME, USERPROFILE } = environment;
  // A relative path in XDG_CONFIG_HOME is invalid and ignored, as the specification asks.
  const base = configured?.startsWith('/') ? configured : undefined;
  const home = HOME || USERPROFILE;
  if (base === undefined && !home) throw refused('HOME does not say where it is');
  return join(base ?? join(home ?? '', '.config'), 'secrets-gateway', 'logins.json');
}

/** Whether a text can be the name of a context. */
export function isContextName(text: string): boolean {
  return NAME.test(text) && text !== '__proto__';
}

/**
 * Reads the file. A file that is missing has no contexts.
 *
 * @throws GatewayFailure code `LOGIN` for a file that others can read, or that is not one of ours; it quotes nothing.
 */
export function readLogins(path: string): LoginContexts {
  let text: string;
  try {
    text = readPrivateFile(path, { atMost: '1 MiB' });
  } catch (error) {
    if (!(error instanceof PrivateFileError)) throw error;
    if (error.rule === 'missing') return { current: undefined, contexts: {} };
    throw refused(error.message);
  }
  const { current, contexts } = objectOf(parsed(text));
  const checked = Object.entries(objectOf(contexts)).map(([name, each]) => {
    if (!isContextName(name)) throw notOurs();
    return [name, contextOf(each)] as const;
  });
  if (current !== undefined && typeof current !== 'string') throw notOurs();
  return { current, contexts: Object.fromEntries(checked) };
}

/** Writes the file with mode 0600, and a missing folder with mode 0700. @throws GatewayFailure code `LOGIN`. */
export function writeLogins(path: string, logins: LoginContexts): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    replacePrivateFile(path, `${JSON.stringify(logins, undefined, 2)}\n`, {
      draft: `${path}.${process.pid}.new`,
    });
  } catch {
    throw refused('it cannot be written');
  }
}

function contextOf(given: unknown): LoginContext {
  const fields = objectOf(given);
  const { url, organization, token } = textsOf(fields, TEXTS);
  const checked = url === undefined ? undefined : checkedGateway(url);
  if (checked === undefined || (token !== undefined && !isToken(token))) throw notOurs();
  const { issuer, clientId, refreshToken, expiresAt } = textsOf(objectOf(fields.login ?? {}), LOGIN_TEXTS);
  const login =
    issuer !== undefined && clientId !== undefined && expiresAt !== undefined
      ? { issuer, clientId, refreshToken, expiresAt }
      : undefined;
  return { url: checked, organization, token, login };
}

function textsOf<Name extends string>(
  fields: Readonly<Record<string, unknown>>,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const texts = names.map((name) => [name, fields[name]] as const).filter(([, text]) => text !== undefined);
  if (texts.some(([, text]) => typeof text !== 'string')) throw notOurs();
  return Object.fromEntries(texts) as Partial<Record<Name, string>>;
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw notOurs();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notOurs();
  }
}

function notOurs(): GatewayFailure {
  return refused('it is not one that "secrets-gateway login" has written; remove it and log in again');
}

function refused(rule: string): GatewayFailure {
  return new GatewayFailure('LOGIN', `the file of logins: ${rule}`);
}
