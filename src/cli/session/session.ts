import { renewedLogin } from '../../client/device-login';
import { GatewayConnection } from '../../client/gateway-connection';
import { NamedOrganizationDocument, UsualOrganizationDocument } from '../../client/generated/graphql';
import { loginFile, readLogins, writeLogins } from '../../client/login-file';
import { CLIENT_SETTINGS } from '../../config/client';
import { CommandError } from '../command/command.error';
import type { CommandContext } from '../command/command-context';
import { ExitCode } from '../command/exit-code';
import { packageVersion } from '../command/package-version';
import { type ChosenLogin, chosenLogin } from './login-choice';
import type { SessionOptions } from './session-options';

/** The organization that a command works in. */
export interface SessionOrganization {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
}

/** A token is renewed when it has less than this left. */
const MARGIN_MS = 30_000;

/** A connection to the gateway of a command, and the organization that it works in. */
export class Session {
  readonly connection: GatewayConnection;
  readonly login: ChosenLogin;
  readonly #slug: string | undefined;
  #organization: Promise<SessionOrganization> | undefined;

  /** Use {@link openSession}. */
  constructor(login: ChosenLogin, token: string, slug: string | undefined) {
    const userAgent = `secrets-gateway/${packageVersion()}`;
    this.connection = new GatewayConnection({ url: login.url, token, userAgent });
    this.login = login;
    this.#slug = slug;
  }

  /**
   * The organization: the named one, or that of the token, or the only one.
   *
   * @throws CommandError; GatewayFailure.
   */
  organization(): Promise<SessionOrganization> {
    this.#organization ??= this.#slug === undefined ? this.#usual() : this.#named(this.#slug);
    return this.#organization;
  }

  async #named(slug: string): Promise<SessionOrganization> {
    const { organization } = await this.connection.send(NamedOrganizationDocument, { slug });
    if (organization) return organization;
    throw new CommandError(
      'there is no such organization, or you do not belong to it; "secrets-gateway org list" shows yours',
      ExitCode.NOT_FOUND,
    );
  }

  async #usual(): Promise<SessionOrganization> {
    const { viewer } = await this.connection.send(UsualOrganizationDocument, {});
    const [only, ...others] = viewer.organizations.nodes;
    const usual = viewer.homeOrganization ?? (others.length === 0 ? only : undefined);
    if (usual !== undefined) return usual;
    throw new CommandError(
      only === undefined
        ? 'you belong to no organization'
        : 'you belong to several organizations; name one with --organization',
      only === undefined ? ExitCode.NOT_FOUND : ExitCode.USAGE,
    );
  }
}

/**
 * Opens the session of a command, and renews a login that is about to end.
 *
 * @throws CommandError with exit code 3 without a login; ConfigError; GatewayFailure.
 */
export async function openSession(
  { environment }: Pick<CommandContext, 'environment'>,
  options: SessionOptions,
): Promise<Session> {
  const login = chosenLogin(environment, options.context);
  const slug =
    options.organization ?? CLIENT_SETTINGS.clientOrganization.read(environment) ?? login.organization;
  const token = await currentToken(environment, login);
  if (token !== undefined) return new Session(login, token, slug);
  throw new CommandError('logged out; run "secrets-gateway login"', ExitCode.AUTHENTICATION);
}

async function currentToken(
  environment: CommandContext['environment'],
  { name, token, login }: ChosenLogin,
): Promise<string | undefined> {
  if (name === undefined || login === undefined || token === undefined) return token;
  if (Date.parse(login.expiresAt) - MARGIN_MS > Date.now()) return token;
  const renewed = await renewedLogin(login);
  const file = loginFile(environment);
  const { current, contexts } = readLogins(file);
  const context = contexts[name];
  if (context !== undefined) {
    writeLogins(file, { current, contexts: { ...contexts, [name]: { ...context, ...renewed } } });
  }
  return renewed.token;
}
