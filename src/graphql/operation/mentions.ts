import {
  type ArgumentNode,
  type DirectiveNode,
  type GraphQLArgument,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  type ValueNode,
} from 'graphql';

/** Where a variable is used. */
export interface VariableUse {
  /** The argument, input fields and list positions, such as `input.selectedRepositoryIds.3`. */
  readonly path: string;
  /** The path of the first use that refuses null; a nullable variable with a default value may have one. */
  readonly nonNullPath: string | undefined;
}

interface Use {
  readonly variable: string;
  readonly path: string;
  readonly isNonNull: boolean;
}

/**
 * The fields and variables that an operation or a fragment mentions, in document order. A spread stands for everything that
 * its fragment mentions. A path has only names of the schema, because the name of a variable is the client's text.
 */
export class Mentions {
  readonly #schema: GraphQLSchema;
  readonly #fieldNames = new Set<string>();
  readonly #parts: (Use | Mentions)[] = [];

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  addField(name: string): void {
    this.#fieldNames.add(name);
  }

  addSpread(fragment: Mentions): void {
    this.#parts.push(fragment);
  }

  addDirectives(nodes: readonly DirectiveNode[] | undefined): void {
    for (const { name, arguments: given } of nodes ?? []) {
      if (given?.length) this.addArguments(given, this.#schema.getDirective(name.value)?.args);
    }
  }

  addArguments(
    nodes: readonly ArgumentNode[] | undefined,
    args: readonly GraphQLArgument[] | undefined,
  ): void {
    for (const { name, value } of nodes ?? []) {
      const argument = args?.find((each) => each.name === name.value);
      if (argument) this.#addValue(value, argument.type, argument.name);
    }
  }

  /** The names of all fields, including those in spread fragments. Linear in the document. */
  fieldNames(): ReadonlySet<string> {
    const names = new Set<string>();
    for (const definition of this.#reached()) for (const name of definition.#fieldNames) names.add(name);
    return names;
  }

  /** Where each variable is used, by name of the variable. Linear in the document. */
  variableUses(): ReadonlyMap<string, VariableUse> {
    const uses = new Map<string, { path: string; nonNullPath: string | undefined }>();
    this.#eachUse(new Set(), ({ variable, path, isNonNull }) => {
      const nonNullPath = isNonNull ? path : undefined;
      const known = uses.get(variable);
      if (known === undefined) uses.set(variable, { path, nonNullPath });
      else known.nonNullPath ??= nonNullPath;
    });
    return uses;
  }

  /** This definition and the fragments that can be reached from it, each once. */
  #reached(): ReadonlySet<Mentions> {
    // Iterating over a set includes what is added meanwhile, and a fragment that spreads itself only once.
    const reached = new Set<Mentions>([this]);
    for (const definition of reached)
      for (const part of definition.#parts) if (part instanceof Mentions) reached.add(part);
    return reached;
  }

  /** Visits the uses in document order, those in a fragment at its first spread. */
  #eachUse(seen: Set<Mentions>, visit: (use: Use) => void): void {
    if (seen.has(this)) return;
    seen.add(this);
    for (const part of this.#parts) {
      if (part instanceof Mentions) part.#eachUse(seen, visit);
      else visit(part);
    }
  }

  #addValue(node: ValueNode, type: GraphQLInputType, path: string): void {
    if (node.kind === Kind.VARIABLE) {
      this.#parts.push({ variable: node.name.value, path, isNonNull: isNonNullType(type) });
      return;
    }
    const nullable = getNullableType(type);
    if (node.kind === Kind.LIST) {
      const item = isListType(nullable) ? nullable.ofType : undefined;
      if (item)
        for (const [index, each] of node.values.entries()) this.#addValue(each, item, `${path}.${index}`);
    }
    if (node.kind === Kind.OBJECT) {
      // An object may stand for a list with one item, however deeply lists are nested.
      const named = getNamedType(nullable);
      const fields = isInputObjectType(named) ? named.getFields() : {};
      for (const each of node.fields) {
        const field = Object.hasOwn(fields, each.name.value) ? fields[each.name.value] : undefined;
        if (field) this.#addValue(each.value, field.type, `${path}.${field.name}`);
      }
    }
  }
}
