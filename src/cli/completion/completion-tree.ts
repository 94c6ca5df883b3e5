import type { Command } from 'commander';

/** A word that can stand at a place, and what it means. */
interface CompletionWord {
  readonly word: string;
  readonly summary: string;
}

/** The words that can stand behind a command. */
export interface CompletionPlace {
  /** The words that call the command, such as `secret set`; empty for the program itself. */
  readonly path: string;
  /** Whether it is a command that does something, which takes options and arguments. */
  readonly isCommand: boolean;
  readonly words: readonly CompletionWord[];
}

/** Every place of a program, longer paths first. */
export function completionTree(program: Command): CompletionPlace[] {
  return placesOf(program, []).sort((one, other) => other.path.length - one.path.length);
}

function placesOf(command: Command, path: readonly string[]): CompletionPlace[] {
  const children = command.commands as readonly Command[];
  const place: CompletionPlace = {
    path: path.join(' '),
    isCommand: children.length === 0,
    words:
      children.length > 0
        ? children.map((each) => ({ word: each.name(), summary: each.summary() }))
        : [...choicesOf(command), ...optionsOf(command)],
  };
  return [place, ...children.flatMap((each) => placesOf(each, [...path, each.name()]))];
}

function optionsOf({ options }: Command): CompletionWord[] {
  const visible = options.filter(({ hidden, long }) => !hidden && long);
  const words = visible.map(({ long, description }) => ({ word: long ?? '', summary: description }));
  return [...words, { word: '--help', summary: 'show the help of the command' }];
}

function choicesOf({ registeredArguments }: Command): CompletionWord[] {
  const [first] = registeredArguments;
  return (first?.argChoices ?? []).map((word) => ({ word, summary: first?.description ?? '' }));
}
