import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect } from 'react';

/**
 * Follows the system between light and dark while the page is open and no theme is chosen. GraphiQL's style sheet
 * does so by itself, but its editors keep the colours they started with.
 */
export function useSystemTheme(): void {
  const theme = useGraphiQL((state) => state.theme);
  const { setTheme } = useGraphiQLActions();
  useEffect(() => {
    if (theme) return;
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    const follow = (): void => setTheme(null);
    scheme.addEventListener('change', follow);
    return () => scheme.removeEventListener('change', follow);
  }, [theme, setTheme]);
}
