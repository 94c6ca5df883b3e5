import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorCode } from '../../src/core/errors';
import { statusOf } from '../../src/http/error-reply';
import { ROOT } from '../support/repository';

/** Complete by its type: a new code does not compile without an entry. */
const CODES: Readonly<Record<ErrorCode, true>> = {
  UNAUTHENTICATED: true,
  FORBIDDEN: true,
  NOT_FOUND: true,
  CONFLICT: true,
  STALE_VERSION: true,
  BAD_USER_INPUT: true,
  LIMIT_EXCEEDED: true,
  RATE_LIMITED: true,
  KEY_UNAVAILABLE: true,
  UNAVAILABLE: true,
};

it('docs/errors.md lists every code with its status', () => {
  const text = readFileSync(join(ROOT, 'docs', 'errors.md'), 'utf8');
  const rows = [...text.matchAll(/^\| `([A-Z_]+)` \| (\d{3}) \| .+ \| .+ \|$/gm)].map(
    ([, code = '', status]) => [code, Number(status)],
  );
  const expected = Object.keys(CODES).map((code) => [code, statusOf(code as ErrorCode)]);
  expect(rows).toEqual([...expected, ['INTERNAL_SERVER_ERROR', 500]]);
});
