import { MASK } from '../../core/plaintext';

/** What the screen of a start tells. */
export interface Welcome {
  /** Where the gateway listens, such as `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly playground: boolean;
  /** Where the files of the embedded default are. */
  readonly dataDir: string;
  /** In front of commands that are to be pasted, such as `DATA_DIR=/srv/gateway `; usually empty. */
  readonly prefix: string;
  /** Set on the first start. */
  readonly first:
    | {
        readonly organizationId: string;
        /** Undefined when the operator chose the token, which is then not repeated. */
        readonly token: string | undefined;
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

/** Plain text: it looks the same in a terminal, a log and a file. */
export function welcomeScreen(welcome: Welcome): string {
  const { url, playground, first, prefix } = welcome;
  const places = [
    ...(playground ? [`  Playground   ${at('/', url)}`] : []),
    `  GraphQL      ${at('/graphql', url)}`,
  ];
  const opening = ['The secrets gateway is ready.', '', ...places, ''];
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
  { organizationId, token }: NonNullable<Welcome['first']>,
): string[] {
  const variables = {
    input: { organizationId, name: 'GREETING', value: 'hello from the gateway', isSensitive: false },
  };
  const authorization =
    token === undefined ? '"Authorization: Bearer $BOOTSTRAP_TOKEN"' : `'Authorization: Bearer ${token}'`;
  return [
    ...(token === undefined ? [] : ['Your token, shown this once:', '', `  ${token}`, '']),
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
    `    -H ${authorization} \\`,
    "    -H 'Content-Type: application/json' \\",
    `    -d '${JSON.stringify({ query: MUTATION.replace(/\s+/g, ' '), variables })}'`,
    '',
    `The answer shows ${MASK} where the value would be. A program gets it all the same:`,
    '',
    `  ${prefix}npx secrets-gateway run -- printenv GREETING`,
    '',
    'What a program prints is masked, too, unless the secret is not sensitive, like this greeting.',
    '',
    `The keys are in ${dataDir}. Keep a copy of opening.key: nothing else opens what is sealed.`,
  ];
}

function at(path: string, url: string): string {
  return new URL(path, url).href;
}

function indented(text: string): string {
  return text.replace(/^/gm, '  ');
}
