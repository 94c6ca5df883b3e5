import { MASK } from '../../core/plaintext';

/** What the text of a start shows. */
export interface Welcome {
  /** The address of the gateway, such as `http://127.0.0.1:4000`, without a slash at its end. */
  readonly url: string;
  readonly playground: boolean;
  /** The folder of the database and the keys. */
  readonly dataDir: string;
  /** Put before each command to paste, such as `SECRETS_GATEWAY_DATA_DIR=/srv/gateway `; usually empty. */
  readonly prefix: string;
  /** Set on the first start. */
  readonly first:
    | {
        readonly organizationId: string;
        /** The file of the generated token; undefined when the operator chose the token. */
        readonly ownerTokenFile: string | undefined;
      }
    | undefined;
}

const MUTATION = `mutation CreateSecret($input: CreateSecretInput!) {
  createSecret(input: $input) {
    secret {
      id
      name
      value
      version
    }
  }
}`;

/** What `serve` prints when it is ready: how to store a first secret, or how to issue a token. */
export function welcomeScreen(welcome: Welcome): string {
  const { url, playground, first, prefix } = welcome;
  const addresses = [
    ...(playground ? [`  Playground   ${at('/', url)}`] : []),
    `  GraphQL      ${at('/graphql', url)}`,
  ];
  const opening = ['The secrets gateway is ready.', '', ...addresses, ''];
  const rest = first === undefined ? laterStart(prefix) : firstStart(welcome, first);
  return [...opening, ...rest, ''].join('\n');
}

function laterStart(prefix: string): string[] {
  return [
    'To issue a token:',
    '',
    `  ${prefix}npx secrets-gateway token issue --service-user <name> --role OWNER`,
  ];
}

function firstStart(
  { url, playground, dataDir, prefix }: Welcome,
  { organizationId, ownerTokenFile: file }: NonNullable<Welcome['first']>,
): string[] {
  const variables = {
    input: { organizationId, name: 'GREETING', value: 'hello from the gateway', isSensitive: false },
  };
  // The shell reads the token from the file, so that it is not in its history.
  const token = file === undefined ? '$SECRETS_GATEWAY_BOOTSTRAP_TOKEN' : `$(cat ${quoted(file)})`;
  return [
    ...(file === undefined
      ? []
      : ['Your token is in a file that only you can read. To see it:', '', `  cat ${quoted(file)}`, '']),
    `Store your first secret${playground ? ' in the playground' : ''}:`,
    '',
    indented(MUTATION),
    '',
    'with the variables:',
    '',
    indented(JSON.stringify(variables, undefined, 2)),
    '',
    'or from a terminal:',
    '',
    `  curl ${at('/graphql', url)} \\`,
    `    -H "Authorization: Bearer ${token}" \\`,
    "    -H 'Content-Type: application/json' \\",
    `    -d '${JSON.stringify({ query: MUTATION.replace(/\s+/g, ' '), variables })}'`,
    '',
    `The response shows ${MASK} instead of the value. A program gets the value itself:`,
    '',
    `  ${prefix}npx secrets-gateway run -- printenv GREETING`,
    '',
    'The output of programs is masked, too, except for secrets that are not sensitive, like this greeting.',
    '',
    `The keys are in ${dataDir}. Keep a copy of opening/opening.key: without it, nothing can open the values.`,
  ];
}

/** Quotes a text for a POSIX shell. */
export function quoted(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function at(path: string, url: string): string {
  return `${url}${path}`;
}

function indented(text: string): string {
  return text.replace(/^/gm, '  ');
}
