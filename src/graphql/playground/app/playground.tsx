import { DOC_EXPLORER_PLUGIN, DocExplorerStore } from '@graphiql/plugin-doc-explorer';
import { GraphiQLProvider } from '@graphiql/react';
import { GraphiQL, GraphiQLInterface } from 'graphiql';
import { type ReactElement, useState } from 'react';
import type { Example } from '../examples';
import { variablesText } from './example-picker';
import { gatewayFetcher } from './gateway-fetcher';
import { Header } from './header';
import { memoryStorage } from './memory-storage';

/** More tabs than this do not fit beside each other; the other examples are in the picker. */
const openedTabs = 4;

const welcome = '# Write a query here. Ctrl-Space completes, Ctrl-Enter runs.\n\n';

/** What the server passes to the page. */
export interface PlaygroundProps {
  readonly endpoint: string;
  readonly examples: readonly Example[];
}

/**
 * The whole page: our header above GraphiQL. There is no history plugin and no headers editor, because both would keep
 * what was typed longer than needed.
 */
export function Playground({ endpoint, examples }: PlaygroundProps): ReactElement {
  // The token is kept in the password field alone. The fetcher reads it there, so that there is no copy.
  const [tokenField] = useState<{ current: HTMLInputElement | null }>({ current: null });
  const [storage] = useState(memoryStorage);
  const [fetcher] = useState(() => gatewayFetcher(endpoint, () => tokenField.current?.value.trim() ?? ''));
  const tabs = examples
    .slice(0, openedTabs)
    .map((example) => ({ query: example.query, variables: variablesText(example) }));
  const first = tabs[0] ?? { query: welcome, variables: '' };
  return (
    <GraphiQLProvider
      fetcher={fetcher}
      storage={storage}
      shouldPersistHeaders={false}
      inputValueDeprecation
      schemaDescription
      plugins={[DOC_EXPLORER_PLUGIN]}
      referencePlugin={DOC_EXPLORER_PLUGIN}
      defaultTabs={tabs.length > 0 ? tabs : [first]}
      initialQuery={first.query}
      initialVariables={first.variables}
    >
      <DocExplorerStore>
        <Header examples={examples} tokenField={tokenField} fetcher={fetcher} />
        <main className="playground-main">
          <GraphiQLInterface
            isHeadersEditorEnabled={false}
            defaultEditorToolsVisibility="variables"
            showPersistHeadersSettings={false}
          >
            <GraphiQL.Logo>{''}</GraphiQL.Logo>
          </GraphiQLInterface>
        </main>
      </DocExplorerStore>
    </GraphiQLProvider>
  );
}
