import {
  type ArgumentNode,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isInputType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type NamedTypeNode,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
  type TypeNode,
  typeFromAST,
  type ValueNode,
} from 'graphql';

/** Where a variable is used. */
export interface VariableUse {
  /** In the schema's words: argument, input fields and list positions, such as `input.selectedRepositoryIds.3`. */
  readonly path: string;
  /** The first use at which null is refused, which a variable with a default value can reach. */
  nonNullPath: string | undefined;
}

/**
 * Finds where each variable of an operation is used, by the variable's name. Only names that the schema has get into a
 * path: the variable's own name is the client's text. Fragments are walked once, so that it is linear in the document.
 */
export function variableUses(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): ReadonlyMap<string, VariableUse> {
  const known = walked.get(operation);
  if (known?.schema === schema) return known.uses;
  const uses = new UseWalk(schema, document).of(operation);
  walked.set(operation, { schema, uses });
  return uses;
}

/** Parsed documents are kept and used again, and what stands in them does not change. */
const walked = new WeakMap<
  OperationDefinitionNode,
  { readonly schema: GraphQLSchema; readonly uses: ReadonlyMap<string, VariableUse> }
>();

class UseWalk {
  readonly #uses = new Map<string, VariableUse>();
  readonly #fragments = new Map<string, FragmentDefinitionNode>();

  constructor(
    readonly schema: GraphQLSchema,
    document: DocumentNode,
  ) {
    for (const each of document.definitions) {
      if (each.kind === Kind.FRAGMENT_DEFINITION) this.#fragments.set(each.name.value, each);
    }
  }

  of(operation: OperationDefinitionNode): ReadonlyMap<string, VariableUse> {
    this.#directives(operation.directives);
    this.#selections(operation.selectionSet, this.schema.getRootType(operation.operation) ?? undefined);
    return this.#uses;
  }

  #selections(set: SelectionSetNode, parent: GraphQLNamedType | undefined): void {
    for (const selection of set.selections) {
      this.#directives(selection.directives);
      if (selection.kind === Kind.FIELD) this.#field(selection, parent);
      else if (selection.kind === Kind.FRAGMENT_SPREAD) this.#spread(selection.name.value);
      else this.#conditioned(selection.selectionSet, selection.typeCondition?.name.value, parent);
    }
  }

  #field(node: FieldNode, parent: GraphQLNamedType | undefined): void {
    const field = fieldOf(this.schema, parent, node.name.value);
    this.#arguments(node.arguments, field?.args);
    if (node.selectionSet) this.#selections(node.selectionSet, field && getNamedType(field.type));
  }

  #spread(name: string): void {
    const fragment = this.#fragments.get(name);
    if (fragment === undefined) return;
    this.#fragments.delete(name);
    this.#directives(fragment.directives);
    this.#conditioned(fragment.selectionSet, fragment.typeCondition.name.value, undefined);
  }

  #conditioned(
    set: SelectionSetNode,
    condition: string | undefined,
    parent: GraphQLNamedType | undefined,
  ): void {
    this.#selections(set, condition === undefined ? parent : this.schema.getType(condition));
  }

  #directives(nodes: readonly DirectiveNode[] | undefined): void {
    for (const node of nodes ?? []) {
      this.#arguments(node.arguments, this.schema.getDirective(node.name.value)?.args);
    }
  }

  #arguments(nodes: readonly ArgumentNode[] | undefined, args: readonly GraphQLArgument[] | undefined): void {
    for (const { name, value } of nodes ?? []) {
      const argument = args?.find((each) => each.name === name.value);
      if (argument) this.#value(value, argument.type, argument.name);
    }
  }

  #value(node: ValueNode, type: GraphQLInputType, path: string): void {
    if (node.kind === Kind.VARIABLE) this.#use(node.name.value, path, isNonNullType(type));
    const nullable = getNullableType(type);
    if (node.kind === Kind.LIST) {
      const item = isListType(nullable) ? nullable.ofType : undefined;
      if (item)
        for (const [index, each] of node.values.entries()) this.#value(each, item, `${path}.${index}`);
    }
    if (node.kind === Kind.OBJECT) {
      // An object stands for a list of one, whatever the depth of the list.
      const named = getNamedType(nullable);
      const fields = isInputObjectType(named) ? named.getFields() : {};
      for (const each of node.fields) {
        const field = Object.hasOwn(fields, each.name.value) ? fields[each.name.value] : undefined;
        if (field) this.#value(each.value, field.type, `${path}.${field.name}`);
      }
    }
  }

  #use(name: string, path: string, isNonNull: boolean): void {
    const known = this.#uses.get(name);
    if (known === undefined) this.#uses.set(name, { path, nonNullPath: isNonNull ? path : undefined });
    else if (isNonNull) known.nonNullPath ??= path;
  }
}

/** The definition of a field, `__schema` and `__type` included; undefined for what the type does not have. */
export function fieldOf(
  schema: GraphQLSchema,
  parent: GraphQLNamedType | undefined,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  if (!(isObjectType(parent) || isInterfaceType(parent))) return undefined;
  const fields = parent.getFields();
  if (Object.hasOwn(fields, name)) return fields[name];
  const meta = [SchemaMetaFieldDef, TypeMetaFieldDef].find((each) => each.name === name);
  return parent === schema.getQueryType() ? meta : undefined;
}

/** The input type that a variable declares; undefined when the schema has no such input type. */
export function variableType(schema: GraphQLSchema, node: TypeNode): GraphQLInputType | undefined {
  // One overload a kind of node is all that the library declares.
  const type = typeFromAST(schema, node as NamedTypeNode);
  return isInputType(type) ? type : undefined;
}
