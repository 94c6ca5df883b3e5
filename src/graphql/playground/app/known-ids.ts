import { useGraphiQL } from '@graphiql/react';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { gatewayFetcher } from './gateway-fetcher';

/** Whether the token in the field is valid: `unknown` until the gateway has answered. */
type TokenState = 'unknown' | 'valid' | 'refused';

/** Ids by their placeholder's name in the examples, such as `organizationId`. */
export type KnownIds = Readonly<Record<string, string>>;

const viewerQuery = '{ viewer { homeOrganization { id } } }';

interface ViewerAnswer {
  readonly data?: { readonly viewer?: { readonly homeOrganization?: { readonly id: string } | null } } | null;
  readonly errors?: readonly { readonly extensions?: { readonly code?: string } }[];
}

/** Replaces placeholders such as `{{organizationId}}` with known ids; others stay for the user to replace. */
function withKnownIds(text: string, ids: KnownIds): string {
  return text.replace(/\{\{(\w+)\}\}/g, (placeholder, name: string) => ids[name] ?? placeholder);
}

/** The placeholders in a text, each once, with their braces. */
function placeholdersIn(text: string): string[] {
  return [...new Set(text.match(/\{\{\w+\}\}/g) ?? [])];
}

/** The check of the token, and its result. */
export interface TokenCheck {
  readonly state: TokenState;
  readonly ids: KnownIds;
  /** Drops the result. Call it whenever the field changes. */
  forget(): void;
  /** Asks the gateway, once for each text of the field. */
  ask(): void;
}

/** Checks the token by asking for the caller's home organization, whose id the examples then use. */
export function useTokenCheck(fetcher: ReturnType<typeof gatewayFetcher>): TokenCheck {
  const [found, setFound] = useState<{ state: TokenState; ids: KnownIds }>({ state: 'unknown', ids: {} });
  // Counts the changes of the field; the answer for an earlier text is dropped.
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
    // If the gateway is unreachable, the first operation that the user runs will say so.
    fetcher({ query: viewerQuery }).then(settle, () => settle({}));
  }, [fetcher]);
  return { ...found, forget, ask };
}

/** Fills known ids into the variables of the active tab as soon as both exist. */
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

/** The placeholders in the variables of the active tab whose ids are not known. */
export function usePlaceholders(ids: KnownIds): string[] {
  const variables = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.variables);
  return placeholdersIn(withKnownIds(variables ?? '', ids));
}
