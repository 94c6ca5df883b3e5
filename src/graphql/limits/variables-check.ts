import {
  type DocumentNode,
  GraphQLError,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLLeafType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  isScalarType,
  isSpecifiedScalarType,
  Kind,
  type NamedTypeNode,
  type OperationDefinitionNode,
  type TypeNode,
  typeFromAST,
  type VariableDefinitionNode,
} from 'graphql';
import { BadUserInput, type Violation } from '../../core/errors';
import { operationFacts } from '../operation/operation-facts';

declare module 'graphql' {
  interface GraphQLScalarTypeExtensions {
    /** Throws what `parseValue` would throw for this input, but returns no parsed value. */
    readonly check?: (given: unknown) => unknown;
  }
}

/** The most violations that are reported, because a list may have a million wrong items. */
export const MAX_VIOLATIONS = 20;

/** What messages may reveal of the schema. */
export interface VariableCheckOptions {
  /** Whether allowed names (fields of a type, values of an enum) are listed. */
  readonly suggestions: boolean;
}

const EXPECTED: Readonly<Record<string, string>> = {
  Int: 'Give a whole number from -2147483648 to 2147483647.',
  Float: 'Give a number.',
  String: 'Give a string.',
  Boolean: 'Give true or false.',
  ID: 'Give an id.',
  DateTime: 'Give a point in time as RFC 3339 text, for example 2030-01-31T12:00:00.000Z.',
};

/**
 * Checks the variables of a validated operation against their declared types, as the executor would coerce them (GraphQL
 * §6.1.2). The executor's own errors quote the submitted value; after this check it has no reason to raise one.
 *
 * @param variables as submitted.
 * @returns at most {@link MAX_VIOLATIONS}, whose paths and messages contain only names of the schema and list positions.
 * Rules: `required`, `null`, `list` (a list where one value is expected), `object`, `unknown_field`, `exclusive` (OneOf),
 * `enum`, `type` (a built-in scalar), `scalar`, or the rule of a BadUserInput that a scalar throws.
 */
export function checkVariables(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: unknown,
  options: VariableCheckOptions,
): Violation[] {
  if (variables != null && !isPlainObject(variables)) {
    return [{ path: 'variables', rule: 'object', message: 'Variables must be an object.' }];
  }
  return new VariablesCheck(schema, document, operation, variables ?? {}, options).run();
}

class VariablesCheck {
  readonly #violations: Violation[] = [];

  constructor(
    readonly schema: GraphQLSchema,
    readonly document: DocumentNode,
    readonly operation: OperationDefinitionNode,
    readonly variables: Readonly<Record<string, unknown>>,
    readonly options: VariableCheckOptions,
  ) {}

  run(): Violation[] {
    const definitions = this.operation.variableDefinitions ?? [];
    if (definitions.length === 0) return [];
    const uses = operationFacts(this.schema, this.document, this.operation).variableUses;
    for (const [index, definition] of definitions.entries()) {
      if (this.#isFull) break;
      const use = uses.get(definition.variable.name.value);
      this.#variable(definition, use?.path ?? `variables[${index}]`, use?.nonNullPath);
    }
    return this.#violations;
  }

  get #isFull(): boolean {
    return this.#violations.length >= MAX_VIOLATIONS;
  }

  #variable(definition: VariableDefinitionNode, path: string, nonNullPath: string | undefined): void {
    const name = definition.variable.name.value;
    const type = variableType(this.schema, definition.type);
    if (type === undefined) return;
    if (!Object.hasOwn(this.variables, name)) {
      if (definition.defaultValue === undefined && isNonNullType(type)) this.#required(path);
      if (definition.defaultValue?.kind === Kind.NULL && nonNullPath !== undefined) this.#null(nonNullPath);
      return;
    }
    const value = this.variables[name];
    // `$n: Int = 1` may be used where null is refused. The executor notices an explicit null only there.
    if (value == null && !isNonNullType(type) && nonNullPath !== undefined) this.#null(nonNullPath);
    else this.#value(value, type, path);
  }

  #value(value: unknown, type: GraphQLInputType, path: string): void {
    if (this.#isFull) return;
    if (isNonNullType(type)) {
      if (value == null) this.#null(path);
      else this.#value(value, type.ofType, path);
    } else if (value == null) return;
    else if (isListType(type)) this.#list(value, type.ofType, path);
    else if (Array.isArray(value)) this.#add(path, 'list', 'Give one value, not a list.');
    else if (isInputObjectType(type)) this.#object(value, type, path);
    else this.#leaf(value, type, path);
  }

  #list(value: unknown, itemType: GraphQLInputType, path: string): void {
    // A single value stands for a list with one item (GraphQL §3.11, input coercion).
    if (!Array.isArray(value)) this.#value(value, itemType, path);
    else {
      for (let index = 0; index < value.length && !this.#isFull; index += 1) {
        this.#value(value[index], itemType, `${path}.${index}`);
      }
    }
  }

  #object(value: unknown, type: GraphQLInputObjectType, path: string): void {
    if (!isPlainObject(value)) {
      this.#add(path, 'object', `Give an object of type ${type.name}.`);
      return;
    }
    const fields = type.getFields();
    for (const field of Object.values(fields)) {
      const fieldPath = `${path}.${field.name}`;
      const given = Object.hasOwn(value, field.name) ? value[field.name] : undefined;
      if (given !== undefined) this.#value(given, field.type, fieldPath);
      else if (field.defaultValue === undefined && isNonNullType(field.type)) this.#required(fieldPath);
    }
    const keys = Object.keys(value);
    if (keys.some((key) => !Object.hasOwn(fields, key))) this.#unknownField(type, path);
    else if (type.isOneOf && (keys.length !== 1 || value[keys[0] as string] == null)) {
      this.#add(path, 'exclusive', `Give exactly one field of ${type.name}, and not null.`);
    }
  }

  /** The unknown name is submitted text and may be a misplaced value, so the message does not repeat it. */
  #unknownField(type: GraphQLInputObjectType, path: string): void {
    const known = this.options.suggestions
      ? ` Its fields are ${Object.keys(type.getFields()).join(', ')}.`
      : '';
    this.#add(path, 'unknown_field', `The type ${type.name} does not have one of the given fields.${known}`);
  }

  #leaf(value: unknown, type: GraphQLLeafType, path: string): void {
    try {
      if (parsed(type, value) !== undefined) return;
    } catch (error) {
      if (this.#addSafe(error, path)) return;
    }
    if (isEnumType(type)) {
      const known = this.options.suggestions
        ? ` Give one of ${type
            .getValues()
            .map((each) => each.name)
            .join(', ')}.`
        : '';
      this.#add(path, 'enum', `This is not a value of ${type.name}.${known}`);
    } else if (isSpecifiedScalarType(type))
      this.#add(path, 'type', EXPECTED[type.name] ?? `Give a ${type.name}.`);
    else this.#add(path, 'scalar', EXPECTED[type.name] ?? `This is not a valid ${type.name}.`);
  }

  /** Shows messages of our own; any other may quote the value. */
  #addSafe(error: unknown, path: string): boolean {
    if (error instanceof BadUserInput) {
      for (const { rule, message } of error.violations) this.#add(path, rule, message);
      return true;
    }
    if (!(error instanceof GraphQLError && error.extensions.safe === true)) return false;
    this.#add(path, 'scalar', error.message);
    return true;
  }

  #required(path: string): void {
    this.#add(path, 'required', 'This is required.');
  }

  #null(path: string): void {
    this.#add(path, 'null', 'This must not be null.');
  }

  #add(path: string, rule: string, message: string): void {
    if (!this.#isFull) this.#violations.push({ path, rule, message });
  }
}

/** The parsed value, or the result of the scalar's `check` if it has one; undefined for an invalid value. */
function parsed(type: GraphQLLeafType, value: unknown): unknown {
  const { check } = isScalarType(type) ? type.extensions : {};
  return check === undefined ? type.parseValue(value) : check(value);
}

/** The type that a variable declares; undefined if the schema has no such input type. */
function variableType(schema: GraphQLSchema, node: TypeNode): GraphQLInputType | undefined {
  // The library declares an overload for each kind of node.
  const type = typeFromAST(schema, node as NamedTypeNode);
  return isInputType(type) ? type : undefined;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
