import { useGraphiQL } from '@graphiql/react';
import { useEffect } from 'react';

/** Wraps long lines, so that the comment of an example and an id in an answer can be read whole. */
export function useWordWrap(): void {
  const { queryEditor, variableEditor, responseEditor } = useGraphiQL((state) => ({
    queryEditor: state.queryEditor,
    variableEditor: state.variableEditor,
    responseEditor: state.responseEditor,
  }));
  useEffect(() => {
    for (const editor of [queryEditor, variableEditor, responseEditor]) {
      editor?.updateOptions({ wordWrap: 'on', wrappingIndent: 'indent' });
    }
  }, [queryEditor, variableEditor, responseEditor]);
}
