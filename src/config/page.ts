import { SETTINGS } from './config';

/** The text of `docs/configuration.md`. */
export function configurationPage(): string {
  const rows = Object.values(SETTINGS).map(
    ({ name, unit, defaultText, doc }) => `| \`${name}\` | ${unit} | ${defaultText} | ${doc} |`,
  );
  return `# Configuration

Settings are environment variables whose names begin with \`SECRETS_GATEWAY_\`, so that no variable of another program is
taken for one. An empty variable counts as not set. If a variable breaks its rule, the program does not start; it prints one
line that names the variable and never shows its content.

\`serve\` and \`dispense\` also read settings from a \`.env\` file in the working directory, or from the file that
\`--env-file\` names. Variables of the environment take precedence. Variables of the file with other names are ignored, for
the file may be that of an application. No other command reads a file of settings.

\`serve\` and \`dispense\` also take \`HOST\`, \`PORT\` and \`DATABASE_URL\` from the environment, because platforms set them.
\`HOST\` and \`PORT\` are where the process listens: for \`dispense\` they stand for \`SECRETS_GATEWAY_DISPENSER_HOST\` and
\`SECRETS_GATEWAY_DISPENSER_PORT\`. The names without a prefix that earlier versions had still work for these two commands; a
line names each that is used. If a setting is given under two names, the one with the prefix counts.

\`run\` gives the command that it runs no setting and no key of the gateway, but every other variable, such as the
\`DATABASE_URL\` and the \`PORT\` of the application.

| name | unit | default | meaning |
|---|---|---|---|
${rows.join('\n')}
`;
}
