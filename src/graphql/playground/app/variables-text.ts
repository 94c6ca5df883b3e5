import type { Example } from '../examples';

/** Variables as the editor shows them: empty when there are none. */
export function variablesText({ variables }: Example): string {
  return Object.keys(variables).length > 0 ? JSON.stringify(variables, null, 2) : '';
}
