import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { commandsOf } from '../../src/cli/command/command-paths';
import { examplesOf } from '../../src/cli/command/examples';
import { commandReference, describedProgram } from '../../src/cli/reference';
import { runCommandLine } from '../cli/cli.fixture';
import { ROOT } from '../support/repository';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** The faults of a command line that the program would refuse for its form. */
function faultsOf(program: Command, line: string): string[] {
  const call = /(?:^|[|;] *|npx )secrets-gateway ([^#|<>]*)/.exec(line)?.[1];
  if (call === undefined) return [`${line}: calls nothing`];
  const words = (call.split(' -- ')[0] ?? '').match(/"[^"]*"|\S+/g) ?? [];
  let command = program;
  while (words[0] !== undefined) {
    const next = command.commands.find((each) => each.name() === words[0]);
    if (next === undefined) break;
    command = next as Command;
    words.shift();
  }
  if (command.commands.length > 0) return [`${line}: names no command`];
  const { unknown } = command.parseOptions(words.filter((word) => word !== '\\'));
  return unknown.map((word) => `${line}: ${command.name()} has no ${word}`);
}

describe('the page of the command line', () => {
  const page = read('docs/cli.md');

  it('is what npm run docs writes from the commands as they are', async () => {
    expect(page).toBe(await commandReference(read('scripts/cli-introduction.md')));
  });

  it('and the help of each command have only examples that the program understands', async () => {
    const program = await describedProgram();
    const examples = commandsOf(program).flatMap(({ command }) => examplesOf(command));
    const without = commandsOf(program).filter(({ command }) => examplesOf(command).length === 0);
    expect(without.map(({ path }) => path)).toEqual([]);
    const printed = [...page.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block = '']) =>
      block.trim().split('\n'),
    );
    expect(printed).toEqual(expect.arrayContaining([...examples]));
    expect(printed.flatMap((line) => faultsOf(program, line))).toEqual([]);
    expect(faultsOf(program, 'secrets-gateway secret set A --value')).toHaveLength(1);
    expect(faultsOf(program, 'npx secrets-gateway secret')).toHaveLength(1);
    expect(faultsOf(program, 'secrets-gateway frobnicate')).toHaveLength(1);
  });

  it('has commands that shells complete', async () => {
    const { code, stdout } = await runCommandLine(['completion', 'bash']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/ "secret set "\*\) words="--context .*--sealed-by-gateway/);
    expect(stdout).toMatch(/ "operator token "\) words="issue list revoke"/);
    expect((await runCommandLine(['completion', 'powershell'])).code).toBe(2);
  });
});
