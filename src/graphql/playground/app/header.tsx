import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { type KeyboardEvent, type ReactElement, useState } from 'react';
import type { Example } from '../examples';
import { ExamplePicker } from './example.picker';
import { useEscapeFromEditors } from './use.escape';
import { useSystemTheme } from './use.system.theme';

/** What the header shows and the box that it puts the token field into. */
export interface HeaderProps {
  readonly examples: readonly Example[];
  readonly tokenField: { current: HTMLInputElement | null };
}

/**
 * The bar above GraphiQL: title, access token, examples, and one line that says what to do next.
 * The field is uncontrolled: React would copy a controlled value into the element's `value` attribute.
 */
export function Header({ examples, tokenField }: HeaderProps): ReactElement {
  const [hasToken, setHasToken] = useState(false);
  const { queryEditor, schema } = useGraphiQL((state) => ({
    queryEditor: state.queryEditor,
    schema: state.schema,
  }));
  const { introspect } = useGraphiQLActions();
  useEscapeFromEditors();
  useSystemTheme();
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    if (!schema) void introspect();
    queryEditor?.focus();
  };
  return (
    <header className="playground-header graphiql-container">
      <h1>
        Secrets gateway <span>playground</span>
      </h1>
      <div className="playground-field">
        <label htmlFor="access-token">Access token</label>
        <input
          id="access-token"
          type="password"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          data-1p-ignore
          data-bwignore
          data-lpignore="true"
          aria-describedby="playground-hint"
          ref={(field) => {
            tokenField.current = field;
          }}
          onInput={(event) => setHasToken(event.currentTarget.value.trim() !== '')}
          onKeyDown={onKeyDown}
        />
      </div>
      {examples.length > 0 && <ExamplePicker examples={examples} />}
      <p id="playground-hint" role="status" className={hasToken ? 'has-token' : 'needs-token'}>
        {hasToken ? (
          <>
            Requests carry this token. Only this page's memory holds it: a reload forgets it. <kbd>Ctrl</kbd>{' '}
            <kbd>Enter</kbd> runs, <kbd>Esc</kbd> leaves an editor.
          </>
        ) : (
          <>
            <strong>Start here:</strong> paste the access token that the gateway printed at its first start,
            press <kbd>Enter</kbd>, then run an example with <kbd>Ctrl</kbd> <kbd>Enter</kbd>.
          </>
        )}
      </p>
    </header>
  );
}
