import { useGraphiQL } from '@graphiql/react';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { gatewayFetcher } from './gateway-fetcher';

/** What the gateway said of the token in the field: nothing yet, that it is valid, or that it is not. */
export type TokenState = 'unknown' | 'valid' | 'refused';

/** Ids by the name that stands for them in the examples, such as `organizationId`. */
export type KnownIds = Readonly<Record<string, string>>;

const viewerQuery = '{ viewer { homeOrganization { id } } }';

interface ViewerAnswer {
  readonly data?: { readonly viewer?: { readonly homeOrganization?: { readonly id: string } | null } } | null;
  readonly errors?: readonly { readonly extensions?: { readonly code?: string } }[];
}

/** Puts known ids where the text says `{{organizationId}}` or the like; others stay for the person. */
export function withKnownIds(text: string, ids: KnownIds): string {
  return text.replace(/\{\{(\w+)\}\}/g, (placeholder, name: string) => ids[name] ?? placeholder);
}

/** What the person has to replace in a text, each once, as it stands there. */
export function placeholdersIn(text: string): string[] {
  return [...new Set(text.match(/\{\{\w+\}\}/g) ?? [])];
}

/** Asks the gateway about the token, and what came out of it. */
export interface TokenCheck {
  readonly state: TokenState;
  readonly ids: KnownIds;
  /** To be called at every change of the field: what was known is no longer so. */
  forget(): void;
  /** Asks once for each text that the field has had. */
  ask(): void;
}

/** Asks for the caller's home organization, so that the examples can name it. */
export function useTokenCheck(fetcher: ReturnType<typeof gatewayFetcher>): TokenCheck {
  const [found, setFound] = useState<{ state: TokenState; ids: KnownIds }>({ state: 'unknown', ids: {} });
  // Counts the texts that the field has had; the answer for an earlier one is dropped.
  const text = useRef({ number: 0, asked: 0 });
  const forget = useCallback(() => {
    text.current.number++;
    setFound({ state: 'unknown', ids: {} });
  }, []);
  const ask = useCallback(() => {
    const { number, asked } = text.current;
    if (asked === number) return;
    text.current.asked = number;
    const settle = ({ data, errors }: ViewerAnswer): void => {
      if (text.current.number !== number) return;
      const id = data?.viewer?.homeOrganization?.id;
      const isRefused = errors?.some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED') ?? false;
      setFound({
        state: isRefused ? 'refused' : data?.viewer ? 'valid' : 'unknown',
        ids: id === undefined ? {} : { organizationId: id },
      });
    };
    // A gateway that is not there shows itself at the first operation that the person runs.
    fetcher({ query: viewerQuery }).then(settle, () => settle({}));
  }, [fetcher]);
  return { ...found, forget, ask };
}

/** Fills the variables of the tab that is shown as soon as both are there: the tab and the ids. */
export function useKnownIds(ids: KnownIds): void {
  const { variableEditor, tabId } = useGraphiQL((state) => ({
    variableEditor: state.variableEditor,
    tabId: state.tabs[state.activeTabIndex]?.id,
  }));
  useEffect(() => {
    if (!variableEditor || tabId === undefined) return;
    const text = variableEditor.getValue();
    const filled = withKnownIds(text, ids);
    if (filled !== text) variableEditor.setValue(filled);
  }, [variableEditor, tabId, ids]);
}

/** The placeholders in the variables of the tab that is shown, except those that are known. */
export function usePlaceholders(ids: KnownIds): string[] {
  const variables = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.variables);
  return placeholdersIn(withKnownIds(variables ?? '', ids));
}
