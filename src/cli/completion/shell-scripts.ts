import type { CompletionPlace } from './completion-tree';

const NAME = 'secrets-gateway';

/** For bash 3.2 and newer. Where an argument is no word that is known, bash completes the names of files. */
export function bashScript(places: readonly CompletionPlace[]): string {
  return `# Completion of ${NAME} for bash.
_secrets_gateway() {
  local current="\${COMP_WORDS[COMP_CWORD]}" line="" words="" index
  for ((index = 1; index < COMP_CWORD; index++)); do
    case "\${COMP_WORDS[index]}" in
      -*) ;;
      *) line="$line\${COMP_WORDS[index]} " ;;
    esac
  done
  case "$line" in
${casesOf(places)}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _secrets_gateway ${NAME}
`;
}

/** For zsh with its completion system switched on (compinit). */
export function zshScript(places: readonly CompletionPlace[]): string {
  return `#compdef ${NAME}
# Completion of ${NAME} for zsh.
_secrets_gateway() {
  local line="" words_here="" each
  for each in "\${(@)words[2,CURRENT-1]}"; do
    [[ "$each" == -* ]] || line="$line$each "
  done
  case "$line" in
${casesOf(places).replaceAll(' words=', ' words_here=')}
  esac
  compadd -- \${(s: :)words_here} || _files
}
compdef _secrets_gateway ${NAME}
`;
}

/** For fish 3 and newer. */
export function fishScript(places: readonly CompletionPlace[]): string {
  const lines = places.flatMap(({ path, isCommand, words }) =>
    words.map(({ word, summary }) => {
      const what = word.startsWith('--') ? `-l ${word.slice(2)}` : `-a ${word}`;
      const files = isCommand ? '' : ' -f';
      const place = [isCommand ? 'in' : 'at', ...(path === '' ? [] : [path])].join(' ');
      return `complete -c ${NAME}${files} -n '__secrets_gateway_${place}' ${what} -d '${quoted(summary)}'`;
    }),
  );
  return `# Completion of ${NAME} for fish.
function __secrets_gateway_line
  set -l line (commandline -opc)
  set -e line[1]
  string match -v -- '-*' $line
end
function __secrets_gateway_at
  test (__secrets_gateway_line | string join ' ') = "$argv"
end
function __secrets_gateway_in
  set -l line (__secrets_gateway_line | string join ' ')
  string match -q -- "$argv" $line; or string match -q -- "$argv *" $line
end
${lines.join('\n')}
`;
}

/** Branches of \`case\` on the words before the cursor, which sets \`words\`. Longer paths come first. */
function casesOf(places: readonly CompletionPlace[]): string {
  return places
    .map(({ path, isCommand, words }) => {
      const before = path === '' ? '' : `${path} `;
      return `    "${before}"${isCommand ? '*' : ''}) words="${words.map(({ word }) => word).join(' ')}" ;;`;
    })
    .join('\n');
}

function quoted(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('\\', '\\\\').replaceAll("'", "\\'");
}
