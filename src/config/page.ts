import { settingRows } from './config';

/** The page `docs/configuration.md`, made from the table that the gateway itself reads. */
export function configurationPage(): string {
  const rows = settingRows().map(
    ({ name, unit, default: fallback, doc }) => `| \`${name}\` | ${unit} | ${fallback} | ${doc} |`,
  );
  return `# Configuration

Environment variables; a \`.env\` file in the working directory is read, too. An empty variable counts as left out. A
variable that breaks its rule stops the start with one line that names it and never shows its content.

| name | unit | default | meaning |
|---|---|---|---|
${rows.join('\n')}
`;
}
