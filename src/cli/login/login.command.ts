import { type Command, InvalidArgumentError } from 'commander';
import { type DevicePrompt, deviceLogin } from '../../client/device-login';
import { checkedGateway, GatewayConnection, isToken } from '../../client/gateway-connection';
import { ViewerDocument } from '../../client/generated/graphql';
import {
  isContextName,
  type LoginContext,
  loginFile,
  readLogins,
  writeLogins,
} from '../../client/login-file';
import { CommandError } from '../command/command.error';
import type { CommandContext } from '../command/command-context';
import { takeExamples } from '../command/examples';
import { ExitCode } from '../command/exit-code';
import { packageVersion } from '../command/package-version';
import { printable } from '../command/printed-text';
import { readToken } from '../session/value-input';

interface LoginOptions {
  readonly context: string;
  readonly organization?: string;
  readonly issuer?: string;
  readonly clientId?: string;
  readonly audience?: string;
  readonly scope: string;
}

type Credential = Pick<LoginContext, 'token' | 'login'> & { readonly token: string };

/** `login [url]`: checks a token, or logs in with an identity provider, and keeps the login. */
export function loginCommand(command: Command, context: CommandContext): void {
  command
    .description(
      `Log in to a gateway, for all commands that are its clients. A token is read from standard input or a hidden prompt.
With --issuer you log in with an identity provider instead, in any browser. The login is kept in a file that only you can
read, ~/.config/secrets-gateway/logins.json.`,
    )
    .argument('[url]', 'the address of the gateway (default: that of the context)')
    .option('--context <name>', 'a name for this gateway and login', contextName, 'default')
    .option('--organization <slug>', 'the organization that commands work in unless they name another one')
    .option('--issuer <url>', 'the identity provider, for a login with its device flow')
    .option('--client-id <id>', 'the client that is registered there for this command line')
    .option('--audience <text>', 'the audience to ask for, where the identity provider needs it')
    .option('--scope <scopes>', 'what to ask for, separated by spaces', 'openid profile email offline_access')
    .action(async (address: string | undefined, options: LoginOptions) => {
      const file = loginFile(context.environment);
      const { contexts } = readLogins(file);
      const before = Object.hasOwn(contexts, options.context) ? contexts[options.context] : undefined;
      const url = checkedGateway(address ?? before?.url ?? '');
      if (url === undefined) {
        throw new CommandError(
          'give the address of the gateway: https:// and a host (http:// on this machine only)',
          ExitCode.USAGE,
        );
      }
      const credential = await credentialOf(options, context);
      const userAgent = `secrets-gateway/${packageVersion()}`;
      const connection = new GatewayConnection({ url, token: credential.token, userAgent });
      const { viewer } = await connection.send(ViewerDocument, {});
      const organization = options.organization ?? (url === before?.url ? before.organization : undefined);
      const { contexts: others } = readLogins(file);
      writeLogins(file, {
        current: options.context,
        contexts: { ...others, [options.context]: { url, organization, ...credential } },
      });
      context.stderr.write(
        `logged in to ${url} as ${printable(viewer.name)} (context ${options.context}, which commands now use)\n`,
      );
    });
  takeExamples(
    command,
    'secrets-gateway login http://127.0.0.1:4000',
    'secrets-gateway login https://secrets.example.com --context prod < token.txt',
    'secrets-gateway login https://secrets.example.com --issuer https://login.example.com --client-id cli',
  );
}

async function credentialOf(options: LoginOptions, context: CommandContext): Promise<Credential> {
  const { issuer, clientId, audience, scope } = options;
  if (issuer === undefined) {
    if (clientId !== undefined || audience !== undefined) {
      throw new CommandError('--client-id and --audience go with --issuer', ExitCode.USAGE);
    }
    const token = await readToken(context, 'Token');
    if (isToken(token)) return { token, login: undefined };
    throw new CommandError(
      'give a token on standard input: at least 32 visible ASCII characters',
      ExitCode.USAGE,
    );
  }
  if (clientId === undefined) throw new CommandError('--issuer goes with --client-id', ExitCode.USAGE);
  return deviceLogin({ issuer, clientId, audience, scope }, ({ userCode, address }: DevicePrompt) =>
    context.stderr.write(
      `Open this address in a browser and confirm the code ${printable(userCode)}:\n  ${printable(address)}\n`,
    ),
  );
}

function contextName(text: string): string {
  if (isContextName(text)) return text;
  throw new InvalidArgumentError('Give 1 to 64 letters, digits, dots, hyphens or underscores.');
}
