import { type DefinitionNode, Kind, type OperationDefinitionNode, parse, TokenKind, visit } from 'graphql';

/** An operation that the playground offers: a document that runs by itself, and values for its variables. */
export interface Example {
  /** The name of the operation, unique in the file. */
  readonly name: string;
  /** The comment above the operation, the operation, and the fragments that it spreads. */
  readonly query: string;
  /** `{}` when the operation declares none. */
  readonly variables: Readonly<Record<string, unknown>>;
}

const variablesComment = /^#\s*variables:(.*)$/;

/**
 * Splits a GraphQL document of named operations into examples, in the order of the document. The comment directly above
 * an operation is part of its example, except for a line `# variables: {json}`, which gives its variables. A comment that
 * an empty line separates from the operation belongs to the file.
 *
 * @throws Error that names the operation and the rule it breaks; GraphQLError for a syntax error.
 */
export function parseExamples(document: string): Example[] {
  const { definitions } = parse(document);
  const fragments = new Map(
    definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
  );
  const seen = new Set<string>();
  return definitions.flatMap((node) => {
    if (node.kind !== Kind.OPERATION_DEFINITION) return [];
    const name = node.name?.value;
    if (!name) throw new Error('examples: every operation needs a name');
    if (seen.has(name)) throw new Error(`examples: two operations have the name ${name}`);
    seen.add(name);
    const comments = commentsAbove(node);
    const shown = comments.filter((line) => !variablesComment.test(line));
    const parts = [node, ...spreadFragments(node, fragments)].map((part) => textOf(part, document));
    return [
      { name, query: [...shown, parts.join('\n\n')].join('\n'), variables: variablesOf(name, comments) },
    ];
  });
}

function commentsAbove(operation: OperationDefinitionNode): string[] {
  const lines: string[] = [];
  let token = operation.loc?.startToken;
  while (token?.prev?.kind === TokenKind.COMMENT && token.prev.line === token.line - 1) {
    token = token.prev;
    lines.unshift(`#${token.value}`);
  }
  return lines;
}

function variablesOf(name: string, comments: readonly string[]): Record<string, unknown> {
  const [first, ...others] = comments.flatMap((line) => variablesComment.exec(line)?.[1] ?? []);
  if (first === undefined) return {};
  if (others.length > 0) throw new Error(`examples: ${name} has more than one line of variables`);
  let value: unknown;
  try {
    value = JSON.parse(first);
  } catch {
    throw new Error(`examples: the variables of ${name} must be JSON on one line`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`examples: the variables of ${name} must be a JSON object`);
  }
  return value as Record<string, unknown>;
}

function spreadFragments<Fragment extends DefinitionNode>(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, Fragment>,
): Fragment[] {
  const found = new Map<string, Fragment>();
  const collect = (node: DefinitionNode): void => {
    visit(node, {
      FragmentSpread({ name: { value: name } }) {
        const fragment = fragments.get(name);
        if (!fragment) throw new Error(`examples: the fragment ${name} is not in the file`);
        if (found.has(name)) return;
        found.set(name, fragment);
        collect(fragment);
      },
    });
  };
  collect(operation);
  return [...found.values()];
}

function textOf(node: DefinitionNode, document: string): string {
  return document.slice(node.loc?.start, node.loc?.end);
}
