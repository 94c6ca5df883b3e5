import type { Answer } from '../../support/gateway';
import type { MatrixRow } from './guard-doors';
import type { GuardWorld } from './guard-world';

/** What the cells mean, in the order of the legend. */
const OUTCOMES = {
  ok: 'answered',
  null: 'null, there or on the way, without an error',
  unauth: 'UNAUTHENTICATED',
  nofind: 'NOT_FOUND',
  forbid: 'FORBIDDEN',
  input: 'BAD_USER_INPUT: the guard let it pass, the command refused it',
} as const;

const CODES: Readonly<Record<string, keyof typeof OUTCOMES>> = {
  UNAUTHENTICATED: 'unauth',
  NOT_FOUND: 'nofind',
  FORBIDDEN: 'forbid',
  BAD_USER_INPUT: 'input',
};

/** So many fields are asked for in one request. */
const BATCH = 8;

/** The cells of each row: the outcome for each caller over HTTP. Queries go several to a request, mutations alone. */
export async function cellsOfRows(
  rows: readonly MatrixRow[],
  world: GuardWorld,
  unused: () => string,
): Promise<string[][]> {
  const cells = rows.map((): string[] => []);
  for (let at = 0; at < rows.length; ) {
    const batch = rows.slice(at, at + BATCH);
    const alone = batch.findIndex(({ selection }) => selection === undefined);
    const asked = alone < 0 ? batch : batch.slice(0, Math.max(1, alone));
    for (const { token } of world.callers) {
      const outcomes = await outcomesOf(asked, world, token, unused);
      for (const [index, outcome] of outcomes.entries()) cells[at + index]!.push(outcome);
    }
    at += asked.length;
  }
  return cells;
}

async function outcomesOf(
  rows: readonly MatrixRow[],
  world: GuardWorld,
  token: string | null,
  unused: () => string,
): Promise<string[]> {
  const { query, variables } = await operationOf(rows, world, unused);
  const answer = await world.gateway.send({ query, variables: { ...variables }, token });
  const [row] = rows;
  if (rows.length === 1 && row?.selection === undefined) return [outcomeOf(answer, row!.path)];
  if (rows.length === 1 || isWhole(answer))
    return rows.map(({ path }, index) => outcomeOf(...partOf(answer, index, path)));
  // A refusal took the answers to the others with it.
  const alone: string[] = [];
  for (const each of rows) alone.push(...(await outcomesOf([each], world, token, unused)));
  return alone;
}

/** Whether each query of the request has an answer or a refusal of its own. */
function isWhole({ body }: Answer): boolean {
  return typeof body?.data === 'object' && body.data !== null;
}

/** One operation for a mutation, or for several queries, each under an alias of its own. */
async function operationOf(rows: readonly MatrixRow[], world: GuardWorld, unused: () => string) {
  const [first] = rows;
  if (first?.selection === undefined) return first!.operation(world, unused());
  const parts = rows.map(({ selection }, index) => `q${index}: ${selection!(world)}`);
  return { query: `{ ${parts.join(' ')} }`, variables: {} };
}

/** The answer as if only the query under one alias had been sent. */
function partOf(answer: Answer, index: number, path: readonly string[]): [Answer, readonly string[]] {
  const alias = `q${index}`;
  const all: readonly { path?: readonly unknown[] }[] = answer.body?.errors ?? [];
  // An error without a path is one of the whole request.
  const errors = all.filter((error) => error.path === undefined || error.path[0] === alias);
  return [{ ...answer, body: { ...answer.body, errors } }, [alias, ...path.slice(1)]];
}

/** The outcome for the field at the end of a path. An unexpected one is written out, so that it shows in the diff. */
export function outcomeOf({ status, body }: Answer, path: readonly string[]): string {
  const codes: string[] = (body?.errors ?? []).map(
    (error: { extensions?: { code?: string } }) => error.extensions?.code ?? 'none',
  );
  if (codes.length > 0) return [...new Set(codes.map((code) => CODES[code] ?? code))].join('+');
  if (status !== 200) return `HTTP ${status}`;
  let value = body.data;
  for (const key of path) value = value?.[key];
  return value === null || value === undefined ? 'null' : 'ok';
}

/** The matrix as Markdown that a reviewer can read in a diff. */
export function matrixText(
  world: Pick<GuardWorld, 'callers'>,
  rows: readonly { readonly row: MatrixRow; readonly cells: readonly string[] }[],
): string {
  const heads = ['field', 'rule', ...world.callers.map(({ head }) => head)];
  const table = [heads, ...rows.map(({ row, cells }) => [row.name, row.rule, ...cells])];
  const widths = heads.map((_, column) => Math.max(...table.map((line) => line[column]!.length)));
  const lineOf = (line: readonly string[]) =>
    `| ${line.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  const [first, ...others] = table;
  return [
    '# Who gets what',
    '',
    'Every field of every type, asked over HTTP by callers of every kind. Written by the tests, which fail when it is not',
    'what happens; `UPDATE_GUARD_MATRIX=1 npx jest test/graphql/guard/guard-matrix.test.ts` writes it anew.',
    '',
    ...Object.entries(OUTCOMES).map(([cell, meaning]) => `- \`${cell}\`: ${meaning}`),
    '',
    ...world.callers.map(({ head, meaning }) => `- **${head}**: ${meaning}`),
    '',
    lineOf(first!),
    lineOf(widths.map((width) => '-'.repeat(width))),
    ...others.map(lineOf),
    '',
  ].join('\n');
}
