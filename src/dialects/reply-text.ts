import type { JsonSchema } from './route';

/**
 * Writes replies by their schema, and of each reply nothing that its schema does not have. The schema is compiled, and
 * the compiler loaded, for the first reply: a start does not wait for routes that nobody calls.
 */
export function replyTextOf(schema: JsonSchema): (reply: unknown) => string {
  let text: ((reply: unknown) => string) | undefined;
  return (reply) => {
    text ??= stringifierOf(schema);
    return text(reply);
  };
}

function stringifierOf(schema: JsonSchema): (reply: unknown) => string {
  const build = require('fast-json-stringify') as typeof import('fast-json-stringify').default;
  return build(schema);
}
