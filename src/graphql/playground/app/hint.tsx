import type { ReactElement } from 'react';
import { type TokenCheck, usePlaceholders } from './known-ids';

/** What the hint depends on besides the variables that are shown. */
export interface HintProps {
  readonly hasToken: boolean;
  readonly tokenCheck: TokenCheck;
}

/** One line that says what to do next. Screen readers announce it when it changes. */
export function Hint({ hasToken, tokenCheck }: HintProps): ReactElement {
  return (
    <p id="playground-hint" role="status">
      <NextStep hasToken={hasToken} tokenCheck={tokenCheck} />
    </p>
  );
}

function NextStep({ hasToken, tokenCheck }: HintProps): ReactElement {
  const placeholders = usePlaceholders(tokenCheck.ids);
  if (!hasToken) {
    return (
      <>
        <strong>Start here:</strong> paste the access token that the gateway printed at its first start, press{' '}
        <kbd>Enter</kbd>, then run an example with <kbd>Ctrl</kbd> <kbd>Enter</kbd>.
      </>
    );
  }
  if (tokenCheck.state === 'refused') {
    return (
      <>
        <strong>The gateway does not know this token.</strong> It may be cut off, revoked or expired.
      </>
    );
  }
  if (tokenCheck.state === 'valid' && placeholders.length > 0) {
    return (
      <>
        <strong>In the variables,</strong> replace{' '}
        {placeholders.map((placeholder) => (
          <code key={placeholder}>{placeholder}</code>
        ))}{' '}
        with an id from an earlier answer, such as that of <code>ListSecrets</code>.
      </>
    );
  }
  return (
    <>
      Requests carry this token. Only this page's memory holds it: a reload forgets it. <kbd>Ctrl</kbd>{' '}
      <kbd>Enter</kbd> runs, <kbd>Esc</kbd> leaves an editor.
    </>
  );
}
