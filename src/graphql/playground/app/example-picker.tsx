import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { type ReactElement, useState } from 'react';
import type { Example } from '../examples';

/** The variables of an example as the editor shows them; empty when there are none. */
export function variablesText({ variables }: Example): string {
  return Object.keys(variables).length > 0 ? JSON.stringify(variables, null, 2) : '';
}

/**
 * A list of all examples and a button that opens the chosen one in a new tab. A list that acted on change would open a
 * tab at every arrow key.
 */
export function ExamplePicker({ examples }: { readonly examples: readonly Example[] }): ReactElement {
  const [chosen, setChosen] = useState(0);
  const { queryEditor, variableEditor } = useGraphiQL((state) => ({
    queryEditor: state.queryEditor,
    variableEditor: state.variableEditor,
  }));
  const { addTab, updateActiveTabValues } = useGraphiQLActions();
  const open = (): void => {
    const example = examples[chosen];
    if (!example || !queryEditor || !variableEditor) return;
    const variables = variablesText(example);
    addTab();
    queryEditor.setValue(example.query);
    variableEditor.setValue(variables);
    updateActiveTabValues({ query: example.query, variables, operationName: example.name });
    queryEditor.focus();
  };
  return (
    <div className="playground-field">
      <label htmlFor="example">Examples</label>
      <select id="example" value={chosen} onChange={(event) => setChosen(Number(event.currentTarget.value))}>
        {examples.map(({ name }, index) => (
          <option key={name} value={index}>
            {name}
          </option>
        ))}
      </select>
      <button type="button" className="graphiql-button" onClick={open}>
        Open in a tab
      </button>
    </div>
  );
}
