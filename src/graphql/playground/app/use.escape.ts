import { useEffect } from 'react';

/**
 * Lets the keyboard leave an editor: inside one, Tab indents, so Escape moves the focus to the editor's frame, from
 * where Tab goes on and Enter goes back in (WCAG 2.1.2, no keyboard trap). An Escape that closed a list or a search
 * box is already handled by the editor and stays inside.
 */
export function useEscapeFromEditors(): void {
  useEffect(() => {
    const leave = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented || !(event.target instanceof Element)) return;
      const frame = event.target.closest<HTMLElement>('.graphiql-editor, .result-window');
      if (frame && frame !== event.target) frame.focus();
    };
    document.addEventListener('keydown', leave);
    return () => document.removeEventListener('keydown', leave);
  }, []);
}
