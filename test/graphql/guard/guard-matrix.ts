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

/** The cells of a row: the outcome for each caller over HTTP. */
export async function cellsOf(row: MatrixRow, world: GuardWorld, unused: () => string): Promise<string[]> {
  const cells: string[] = [];
  for (const { token } of world.callers) {
    const { query, variables } = await row.operation(world, unused());
    const answer = await world.gateway.send({ query, variables: { ...variables }, token });
    cells.push(outcomeOf(answer, row.path));
  }
  return cells;
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
