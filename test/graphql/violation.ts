import type { Answer } from '../support/gateway';

/** The only violation in an answer, which must be BAD_USER_INPUT with status 400 and a path. */
export function violation({ status, body }: Answer): { path: string; rule: string } {
  expect({ status, data: body.data?.organization ?? null }).toEqual({ status: 400, data: null });
  expect(body.errors).toHaveLength(1);
  const [{ extensions }] = body.errors;
  expect(extensions.code).toBe('BAD_USER_INPUT');
  const [{ path, rule }] = extensions.violations;
  expect(typeof path === 'string' && path.length > 0).toBe(true);
  return { path, rule };
}
