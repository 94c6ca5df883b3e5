import { KeyCode, useGraphiQL } from '@graphiql/react';
import { useEffect } from 'react';

/** True in an editor that has nothing open, which Escape would have to close first. */
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
 * Lets the keyboard leave an editor: inside one, Tab indents, so Escape moves the focus to the editor's frame, from
 * where Tab goes on and Enter goes back in (WCAG 2.1.2, no keyboard trap).
 */
export function useEscapeFromEditors(): void {
  const { queryEditor, variableEditor, responseEditor } = useGraphiQL((state) => ({
    queryEditor: state.queryEditor,
    variableEditor: state.variableEditor,
    responseEditor: state.responseEditor,
  }));
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
