import type { Answer, TestGateway } from '../support/gateway';

/** A mutation as an attacker sends it: its name, its input, and what it selects of the payload. */
export interface Attempt {
  readonly mutation: string;
  readonly input: object;
  readonly selection?: string;
}

/** Sends an {@link Attempt} with somebody's token; null sends none. */
export function attempt(
  gateway: TestGateway,
  token: string | null,
  { mutation, input, selection = '__typename' }: Attempt,
): Promise<Answer> {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${selection} } }`;
  return gateway.graphql(query, { input }, token);
}

/** The codes of an answer's errors; `ok` for an answer without any. */
export function codesOf({ body }: Answer): string {
  const errors = (body?.errors ?? []) as { extensions: { code: string } }[];
  return errors.map(({ extensions }) => extensions.code).join(', ') || 'ok';
}
