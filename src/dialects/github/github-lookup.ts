/** A question of the one query that the dialect answers. */
export type Question =
  | { readonly alias: string; readonly about: 'viewer' }
  | {
      readonly alias: string;
      readonly about: 'repository';
      readonly owner: string;
      readonly name: string;
    };

const HEAD = /^ ?(?:query(?: [A-Za-z_]\w*)? ?)?\{ ?/y;
const ALIAS = '(?:([A-Za-z_]\\w*) ?: ?)?';
const REPOSITORY = new RegExp(
  `${ALIAS}repository ?\\( ?owner ?: ?"([^"\\\\]*)" name ?: ?"([^"\\\\]*)" ?\\) ?\\{ ?databaseId ?\\} ?`,
  'y',
);
const VIEWER = new RegExp(`${ALIAS}viewer ?\\{ ?login ?\\} ?`, 'y');
const TAIL = /\} ?$/y;

/**
 * The questions in `query { alias: repository(owner: "…", name: "…") { databaseId } … viewer { login } }`: what `gh` asks
 * to learn who it is, and before it writes a secret. Undefined for any other text: this is not a GraphQL server.
 */
export function questionsIn(query: string): readonly Question[] | undefined {
  const text = query.replace(/[\s,]+/g, ' ');
  HEAD.lastIndex = 0;
  if (HEAD.exec(text) === null) return undefined;
  const questions: Question[] = [];
  let at = HEAD.lastIndex;
  for (;;) {
    const found = questionAt(text, at);
    if (found === undefined) break;
    questions.push(found.question);
    at = found.end;
  }
  TAIL.lastIndex = at;
  const aliases = new Set(questions.map(({ alias }) => alias));
  const isWhole = TAIL.test(text) && questions.length > 0 && aliases.size === questions.length;
  return isWhole ? questions : undefined;
}

function questionAt(text: string, at: number): { question: Question; end: number } | undefined {
  REPOSITORY.lastIndex = at;
  const repository = REPOSITORY.exec(text);
  if (repository !== null) {
    const [, alias = 'repository', owner = '', name = ''] = repository;
    return { question: { alias, about: 'repository', owner, name }, end: REPOSITORY.lastIndex };
  }
  VIEWER.lastIndex = at;
  const viewer = VIEWER.exec(text);
  if (viewer === null) return undefined;
  return { question: { alias: viewer[1] ?? 'viewer', about: 'viewer' }, end: VIEWER.lastIndex };
}
