import { Readable, Writable } from 'node:stream';
import type { Command } from 'commander';
import type { CommandContext } from './command/command-context';
import { commandsOf } from './command/command-paths';
import { examplesOf } from './command/examples';
import { EXIT_CODE_MEANINGS } from './command/exit-code';
import { programOf } from './program';

/** The text of `docs/cli.md`. @param introduction what stands above the commands. */
export async function commandReference(introduction: string): Promise<string> {
  const program = await describedProgram();
  const codes = EXIT_CODE_MEANINGS.map(([code, meaning]) => `| ${code} | ${meaning} |\n`);
  const sections = commandsOf(program).map(({ path, command }) => sectionOf(path, command));
  return `${introduction.trim()}

## Exit codes

| code | meaning |
|---|---|
${codes.join('')}
\`run\` ends as its command does, and has [more codes](run.md#exit-codes) of its own.

## Commands

\`<>\` stands for what you must give, \`[]\` for what you may. Every command has \`--help\`.

${sections.join('\n')}`;
}

/** The program with every command set up, to describe it. */
export function describedProgram(): Promise<Command> {
  return programOf(undefined, silent());
}

function sectionOf(path: string, command: Command): string {
  const options = command.options.filter(({ hidden }) => !hidden);
  const rows = [
    ...command.registeredArguments.map((each) => [usageOf(each), each.description]),
    ...options.map(({ flags, description, argChoices, defaultValue }) => [
      flags,
      [
        description,
        argChoices && `one of ${argChoices.join(', ')}`,
        typeof defaultValue === 'string' && `default: ${defaultValue}`,
      ]
        .filter((text) => text)
        .join('; '),
    ]),
  ];
  const table = rows.map(([name, text]) => `| \`${cell(name)}\` | ${prose(cell(text))} |\n`).join('');
  const examples = examplesOf(command).map((each) => `${each}\n`);
  return [
    `### ${path}\n\n${prose(command.description())}\n`,
    table && `\n| | |\n|---|---|\n${table}`,
    examples.length > 0 && `\n\`\`\`sh\n${examples.join('')}\`\`\`\n`,
  ]
    .filter((text) => text)
    .join('');
}

function usageOf(argument: Command['registeredArguments'][number]): string {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

function cell(text: string | undefined): string {
  return (text ?? '').replaceAll('|', '\\|').replace(/\s+/g, ' ');
}

function prose(text: string): string {
  return text.replaceAll('<', '&lt;');
}

/** For commands that are described and not run. */
function silent(): CommandContext {
  const nowhere = new Writable({ write: (_piece, _encoding, done) => done() });
  return {
    inherited: {},
    environment: {},
    stdin: Readable.from([]),
    stdout: nowhere,
    stderr: nowhere,
    executable: [process.execPath],
    umask: 0o022,
    exitCode: 0,
  };
}
