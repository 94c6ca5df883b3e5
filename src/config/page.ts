import { SETTINGS } from './config';

/** The text of `docs/configuration.md`. */
export function configurationPage(): string {
  const rows = Object.values(SETTINGS).map(
    ({ name, unit, defaultText, doc }) => `| \`${name}\` | ${unit} | ${defaultText} | ${doc} |`,
  );
  return `# Configuration

Settings are environment variables. A \`.env\` file in the working directory is read, too. An empty variable counts as not
set. If a variable breaks its rule, the program does not start; it prints one line that names the variable and never shows
its content.

| name | unit | default | meaning |
|---|---|---|---|
${rows.join('\n')}
`;
}
