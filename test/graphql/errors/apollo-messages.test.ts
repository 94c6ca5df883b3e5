import { apolloMessage } from '../../../src/graphql/errors/apollo-messages';
import { newCanary } from '../../support/canary';

describe('a message of Apollo', () => {
  const { text } = newCanary();

  it('that is known gets our text for it', () => {
    expect(apolloMessage('BAD_REQUEST', `POST body missing ${text}`)).toMatch(
      /^This is not a GraphQL request/,
    );
    expect(apolloMessage('BAD_REQUEST', 'Apollo Server supports only GET/POST requests.')).toBe(
      'Use GET or POST.',
    );
  });

  it('that is unknown gets a constant, never its own text', () => {
    const message = apolloMessage('BAD_REQUEST', `A later release says ${text}`);
    expect(message).toMatch(/^This is not a GraphQL request over HTTP/);
    expect(message).not.toContain(text);
  });

  it('with a code that is not Apollo’s gets none', () => {
    for (const code of ['constructor', 'NO_SUCH_CODE', undefined, 1])
      expect(apolloMessage(code, text)).toBeUndefined();
  });
});
