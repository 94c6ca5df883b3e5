import { type GraphQLResolveInfo, type OperationDefinitionNode, visit } from 'graphql';

const known = new WeakMap<OperationDefinitionNode, ReadonlySet<string>>();

/**
 * The names of all fields that an operation mentions anywhere, fragments included: a cheap answer to "could anybody ask
 * for this?", which may say yes too often. Remembered as long as the parsed document is.
 */
export function mentionedFields({ operation, fragments }: GraphQLResolveInfo): ReadonlySet<string> {
  let names = known.get(operation);
  if (names === undefined) {
    const found = new Set<string>();
    for (const definition of [operation, ...Object.values(fragments)]) {
      visit(definition, {
        Field: ({ name }) => {
          found.add(name.value);
        },
      });
    }
    names = found;
    known.set(operation, names);
  }
  return names;
}
