import { type DocumentNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';

/**
 * How many root fields an operation has, fragments expanded and aliases counted each. The document has passed validation,
 * whose limit on root fields bounds the walk.
 */
export function rootFieldsOf(document: DocumentNode, operation: OperationDefinitionNode): number {
  let sum = 0;
  const open: SelectionSetNode[] = [operation.selectionSet];
  for (let set = open.pop(); set !== undefined; set = open.pop()) {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) sum += 1;
      else if (selection.kind === Kind.INLINE_FRAGMENT) open.push(selection.selectionSet);
      else open.push(...fragmentNamed(document, selection.name.value));
    }
  }
  return sum;
}

function fragmentNamed(document: DocumentNode, name: string): readonly SelectionSetNode[] {
  return document.definitions.flatMap((each) =>
    each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === name ? [each.selectionSet] : [],
  );
}
