import { execFileSync } from 'node:child_process';
import { Argument, Command } from 'commander';
import { completionTree } from '../../../src/cli/completion/completion-tree';
import { bashScript, fishScript, zshScript } from '../../../src/cli/completion/shell-scripts';

// A small program: `test/docs/cli.test.ts` completes the whole one.
const program = new Command('secrets-gateway');
const secret = program.command('secret').summary('secrets');
secret
  .command('set')
  .summary('set')
  .argument('<name>')
  .option('--sealed-by-gateway', "the gateway's work")
  .option('--file <path>');
secret.command('rollback').summary('roll back');
program.command('import').summary('import').argument('[file]');
program
  .command('completion')
  .summary('complete')
  .addArgument(new Argument('<shell>').choices(['bash', 'zsh']));
const places = completionTree(program);

/** What bash offers for the last word of each line. */
function offered(script: string, lines: readonly (readonly string[])[]): string[] {
  const asks = lines.map((words) => {
    const quoted = ['secrets-gateway', ...words].map((word) => `'${word}'`).join(' ');
    return `COMP_WORDS=(${quoted}); COMP_CWORD=${words.length}; _secrets_gateway; echo "\${COMPREPLY[*]}"`;
  });
  const output = execFileSync('bash', ['--norc', '-c', [script, ...asks].join('\n')], { encoding: 'utf8' });
  return output.split('\n').slice(0, -1);
}

it('bash completes commands, options and choices, and leaves other arguments to the names of files', () => {
  const lines = [
    ['se'],
    ['secret', 'r'],
    ['secret', 'set', 'API_KEY', '--seal'],
    ['completion', 'b'],
    ['import', './'],
    ['secret', '--json', 's'],
  ];
  const expected = ['secret', 'rollback', '--sealed-by-gateway', 'bash', '', 'set'];
  expect(offered(bashScript(places), lines)).toEqual(expected);
});

it('zsh and fish get the same words, and fish their summaries', () => {
  const [zsh, fish] = [zshScript(places), fishScript(places)];
  expect(zsh).toContain('    "secret set "*) words_here="--sealed-by-gateway --file --help" ;;');
  expect(zsh).toContain('    "secret ") words_here="set rollback" ;;');
  expect(fish).toContain("complete -c secrets-gateway -f -n '__secrets_gateway_at secret' -a set -d 'set'");
  expect(fish).toContain(
    "complete -c secrets-gateway -n '__secrets_gateway_in secret set' -l sealed-by-gateway -d 'the gateway\\'s work'",
  );
});
