import { checkedGateway, isToken } from '../../client/gateway-connection';
import { type LoginContext, loginFile, readLogins } from '../../client/login-file';
import { CLIENT_SETTINGS } from '../../config/client';
import { ConfigError, type Environment } from '../../config/setting';
import { CommandError } from '../command/command.error';
import { ExitCode } from '../command/exit-code';

/** The gateway that a command works with. */
export interface ChosenLogin extends LoginContext {
  /** The name of the context; undefined if the environment names the gateway. */
  readonly name: string | undefined;
}

/** Whether anything says which gateway commands work with. */
export function hasLogin(environment: Environment): boolean {
  const { clientUrl, clientToken, clientContext } = CLIENT_SETTINGS;
  if ([clientUrl, clientToken, clientContext].some(({ name }) => environment[name])) return true;
  try {
    return Object.keys(readLogins(loginFile(environment)).contexts).length > 0;
  } catch {
    // Without a home folder there is none. A file that cannot be used is an error of the command that needs it.
    return (environment.XDG_CONFIG_HOME ?? environment.HOME) !== undefined;
  }
}

/**
 * The gateway of a command: the context that the option names, or the gateway of the environment, or the context that
 * the environment names, or the current one. A token goes only to the gateway that it came with.
 *
 * @param named what `--context` says.
 * @throws CommandError; ConfigError for variables that break their rule; GatewayFailure for the file of logins.
 */
export function chosenLogin(environment: Environment, named: string | undefined): ChosenLogin {
  if (named === undefined) {
    const given = givenLogin(environment);
    if (given !== undefined) return given;
  }
  const { current, contexts } = readLogins(loginFile(environment));
  const name = named ?? CLIENT_SETTINGS.clientContext.read(environment) ?? current;
  if (name === undefined) {
    throw new CommandError(
      `not logged in; run "secrets-gateway login <url>", or set ${CLIENT_SETTINGS.clientUrl.name} and ${CLIENT_SETTINGS.clientToken.name}`,
      ExitCode.AUTHENTICATION,
    );
  }
  const context = Object.hasOwn(contexts, name) ? contexts[name] : undefined;
  if (context === undefined) {
    throw new CommandError(
      'there is no such context; "secrets-gateway context list" shows them',
      ExitCode.NOT_FOUND,
    );
  }
  return { ...context, name };
}

function givenLogin(environment: Environment): ChosenLogin | undefined {
  const { clientUrl, clientToken } = CLIENT_SETTINGS;
  const [address, token] = [clientUrl.read(environment), clientToken.read(environment)];
  if (address === undefined && token === undefined) return undefined;
  if (address === undefined || token === undefined) {
    throw new ConfigError(
      address === undefined ? clientUrl.name : clientToken.name,
      `give ${clientUrl.name} and ${clientToken.name} together`,
    );
  }
  const url = checkedGateway(address);
  if (url === undefined)
    throw new ConfigError(clientUrl.name, 'give an address with nothing behind its path');
  if (!isToken(token))
    throw new ConfigError(clientToken.name, 'give a token: at least 32 visible ASCII characters');
  return { url, token, name: undefined };
}
