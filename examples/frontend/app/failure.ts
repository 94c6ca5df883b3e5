import { CombinedGraphQLErrors } from '@apollo/client/errors';
import { SealingFailed } from './seal';

/** The code of the first error in a response, such as `STALE_VERSION`; undefined without a response. */
export function codeOf(error: unknown): string | undefined {
  if (!CombinedGraphQLErrors.is(error)) return undefined;
  const code = error.errors[0]?.extensions?.code;
  return typeof code === 'string' ? code : undefined;
}

/** The message for the person. Messages of the gateway are written for people and never contain what was submitted. */
export function messageOf(error: unknown): string {
  if (error instanceof SealingFailed) return error.message;
  switch (codeOf(error)) {
    case undefined:
      return 'The gateway cannot be reached.';
    case 'UNAUTHENTICATED':
      return 'Your login has ended. Sign in again.';
    case 'FORBIDDEN':
      return 'You may not do that here.';
    default:
      return CombinedGraphQLErrors.is(error) ? error.errors.map(({ message }) => message).join(' ') : '';
  }
}
