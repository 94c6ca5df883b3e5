import {
  DirectiveLocation,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from 'graphql';

/** What a name in a message may refer to. */
export type NameKind = 'type' | 'field' | 'coordinate' | 'argument' | 'directive' | 'location' | 'any';

const LOCATIONS: ReadonlySet<string> = new Set(Object.values(DirectiveLocation));
/** Fields that every schema has but no type lists. */
const META_FIELDS = ['__typename', '__schema', '__type'];
const namesOf = new WeakMap<GraphQLSchema, SchemaNames>();

/** The names of a schema. Only these may appear in a message, because any other name is the client's text. */
export class SchemaNames {
  readonly #types = new Set<string>();
  readonly #fields = new Set<string>(META_FIELDS);
  readonly #coordinates = new Set<string>();
  readonly #arguments = new Set<string>();
  readonly #directives = new Set<string>();
  readonly #values = new Set<string>();

  /** The names of a schema, collected once. */
  static of(schema: GraphQLSchema): SchemaNames {
    let names = namesOf.get(schema);
    if (names === undefined) {
      names = new SchemaNames(schema);
      namesOf.set(schema, names);
    }
    return names;
  }

  private constructor(schema: GraphQLSchema) {
    for (const type of Object.values(schema.getTypeMap())) {
      this.#types.add(type.name);
      if (isEnumType(type)) for (const { name } of type.getValues()) this.#values.add(name);
      if (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)) {
        for (const field of Object.values(type.getFields())) {
          this.#fields.add(field.name);
          this.#coordinates.add(`${type.name}.${field.name}`);
          if ('args' in field) for (const { name } of field.args) this.#arguments.add(name);
        }
      }
    }
    for (const { name, args } of schema.getDirectives()) {
      this.#directives.add(name);
      for (const each of args) this.#arguments.add(each.name);
    }
  }

  /** Whether the schema has a name of this kind. Types may be wrapped, as in `[ID!]!`. */
  has(name: string, kind: NameKind): boolean {
    switch (kind) {
      case 'type':
        return this.#types.has(name.replace(/[[\]!]/g, ''));
      case 'field':
        return this.#fields.has(name);
      case 'coordinate':
        return this.#coordinates.has(name);
      case 'argument':
        return this.#arguments.has(name);
      case 'directive':
        return this.#directives.has(name);
      case 'location':
        return LOCATIONS.has(name);
      case 'any':
        return [this.#types, this.#fields, this.#arguments, this.#directives, this.#values].some((each) =>
          each.has(name),
        );
    }
  }
}
