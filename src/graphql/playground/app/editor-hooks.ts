import { KeyCode, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect } from 'react';

/** Holds in an editor with nothing open that Escape would have to close first. */
const nothingOpen = [
  'editorTextFocus',
  '!editorHasSelection',
  '!editorHasMultipleSelections',
  '!findWidgetVisible',
  '!inSnippetMode',
  '!markersNavigationVisible',
  '!parameterHintsVisible',
  '!referenceSearchVisible',
  '!renameInputVisible',
  '!suggestWidgetVisible',
].join(' && ');

/**
 * Lets the keyboard leave an editor. Tab indents inside one, so Escape moves the focus to the editor's frame: from
 * there, Tab moves on and Enter goes back in (WCAG 2.1.2, no keyboard trap).
 */
export function useEscapeFromEditors(): void {
  const { queryEditor, variableEditor, responseEditor } = useEditors();
  useEffect(() => {
    const actions = [queryEditor, variableEditor, responseEditor].map((editor) =>
      editor?.addAction({
        id: 'playground-leave-editor',
        label: 'Leave the Editor',
        keybindings: [KeyCode.Escape],
        keybindingContext: nothingOpen,
        run: () => editor.getContainerDomNode().focus(),
      }),
    );
    return () => {
      for (const action of actions) action?.dispose();
    };
  }, [queryEditor, variableEditor, responseEditor]);
}

/** Wraps long lines, so that the comment of an example and an id in an answer can be read in full. */
export function useWordWrap(): void {
  const { queryEditor, variableEditor, responseEditor } = useEditors();
  useEffect(() => {
    for (const editor of [queryEditor, variableEditor, responseEditor]) {
      editor?.updateOptions({ wordWrap: 'on', wrappingIndent: 'indent' });
    }
  }, [queryEditor, variableEditor, responseEditor]);
}

/**
 * Follows the system's light or dark theme while the page is open and no theme is chosen. GraphiQL's style sheet
 * does so by itself, but its editors keep the colors they started with.
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

/** The three editors; each is undefined until it is mounted. */
function useEditors() {
  return useGraphiQL(({ queryEditor, variableEditor, responseEditor }) => ({
    queryEditor,
    variableEditor,
    responseEditor,
  }));
}
