import { SETTINGS } from '../../config/config';
import { looksLikeAuditKey } from '../../crypto/chain';
import { looksLikeOpeningKey } from '../../crypto/sealing-key';
import { DeliveryError } from '../delivery/delivery.error';

/** Environment variables by name. */
export type Variables = Readonly<Record<string, string>>;

/** The names of our settings. Everything else in the environment is the application's. */
const WITHHELD: ReadonlySet<string> = new Set(Object.values(SETTINGS).map(({ name }) => name));

/**
 * Variables that make loaders, shells and interpreters run code. Someone who may name secrets must not thereby run code
 * on the machines that use them.
 */
const EXECUTION_VARIABLES =
  /^(?:PATH|IFS|ENV|SHELLOPTS|BASHOPTS|PS4|PROMPT_COMMAND|ZDOTDIR|(?:LD|DYLD|BASH)_.*|NODE_(?:OPTIONS|PATH)|PYTHON(?:PATH|HOME|STARTUP|WARNINGS|BREAKPOINT)|PERL5?(?:OPT|LIB|DB)|PERLLIB|RUBY(?:OPT|LIB)|JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS|_JAVA_OPTIONS|GIT_(?:SSH|SSH_COMMAND|EXTERNAL_DIFF|ASKPASS|EDITOR|PAGER|CONFIG.*|EXEC_PATH)|(?:SSH|SUDO)_ASKPASS|EDITOR|VISUAL|PAGER|LESSOPEN|LESSCLOSE|BROWSER|GCONV_PATH|DOTNET_STARTUP_HOOKS)$/i;

/** The variable name for a secret: every character except ASCII letters, digits and `_` becomes `_`. */
export function variableName(secretName: string): string {
  const name = secretName.replace(/[^A-Za-z0-9_]/gu, '_');
  return /^\d/.test(name) ? `_${name}` : name;
}

/** True for a variable that changes which code runs. */
export function controlsExecution(variable: string): boolean {
  return EXECUTION_VARIABLES.test(variable);
}

/**
 * The variable names for secrets, by the names of the secrets.
 *
 * @throws DeliveryError if two secrets would share a variable; the message names both.
 */
export function variableNames(secretNames: readonly string[]): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  const names = new Map<string, string>();
  for (const secretName of secretNames) {
    const variable = variableName(secretName);
    const other = owners.get(variable);
    if (other !== undefined) {
      throw new DeliveryError(
        `the secrets "${other}" and "${secretName}" would both be the variable ${variable}; rename one of them`,
      );
    }
    owners.set(variable, secretName);
    names.set(secretName, variable);
  }
  return names;
}

/** The environment of the child: the inherited one without the gateway's settings and keys, and the secrets. */
export function childEnvironment(
  inherited: Readonly<Record<string, string | undefined>>,
  secrets: Variables,
): Variables {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(inherited)) {
    if (value === undefined || WITHHELD.has(name) || isKey(value)) continue;
    environment[name] = value;
  }
  return { ...environment, ...secrets };
}

function isKey(value: string): boolean {
  return looksLikeOpeningKey(value) || looksLikeAuditKey(value);
}
