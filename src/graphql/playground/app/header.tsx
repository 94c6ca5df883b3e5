import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { type KeyboardEvent, type ReactElement, useState } from 'react';
import type { Example } from '../examples';
import { useEscapeFromEditors, useSystemTheme, useWordWrap } from './editor-hooks';
import { ExamplePicker } from './example-picker';
import type { gatewayFetcher } from './gateway-fetcher';
import { Hint } from './hint';
import { useKnownIds, useTokenCheck } from './known-ids';

/** What the header shows, where it puts the token field, and how it checks the token. */
export interface HeaderProps {
  readonly examples: readonly Example[];
  readonly tokenField: { current: HTMLInputElement | null };
  readonly fetcher: ReturnType<typeof gatewayFetcher>;
}

/**
 * The bar above GraphiQL: title, access token, examples, and one line that says what to do next.
 * The field is uncontrolled, because React would copy a controlled value into the element's `value` attribute.
 */
export function Header({ examples, tokenField, fetcher }: HeaderProps): ReactElement {
  const [hasToken, setHasToken] = useState(false);
  const { queryEditor, schema } = useGraphiQL((state) => ({
    queryEditor: state.queryEditor,
    schema: state.schema,
  }));
  const { introspect } = useGraphiQLActions();
  useEscapeFromEditors();
  useSystemTheme();
  useWordWrap();
  const tokenCheck = useTokenCheck(fetcher);
  useKnownIds(tokenCheck.ids);
  const ask = (): void => {
    if (hasToken) tokenCheck.ask();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    ask();
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
          onInput={(event) => {
            tokenCheck.forget();
            setHasToken(event.currentTarget.value.trim() !== '');
          }}
          onBlur={ask}
          onKeyDown={onKeyDown}
        />
      </div>
      {examples.length > 0 && <ExamplePicker examples={examples} />}
      <Hint hasToken={hasToken} tokenCheck={tokenCheck} />
    </header>
  );
}
