import { type GraphQLSchema, isObjectType } from 'graphql';

interface DirectMethod {
  readonly type: string;
  readonly field: string;
  readonly holder: object;
  readonly method: string;
}

const methods: DirectMethod[] = [];

/**
 * Marks a field resolver that the executor may call without type-graphql in between. Its parameters stand in the order
 * root, context, arguments, info, as far as it has them. Through type-graphql every call with arguments costs several
 * promises, which a list of a hundred rows feels.
 *
 * @param type the GraphQL type the field belongs to.
 * @param field its name; that of the method when left out.
 */
export function Direct(type: string, field?: string): MethodDecorator {
  return (holder, method) => {
    methods.push({ type, field: field ?? String(method), holder, method: String(method) });
  };
}

/** Lets the executor call the marked field resolvers of a schema that type-graphql has built. */
export function callDirectly(schema: GraphQLSchema): void {
  const instances = new Map<object, Record<string, unknown>>();
  for (const { type, field, holder, method } of methods) {
    const owner = schema.getType(type);
    const target = isObjectType(owner) ? owner.getFields()[field] : undefined;
    if (target === undefined) throw new TypeError(`there is no field ${type}.${field} to resolve`);
    let instance = instances.get(holder);
    if (instance === undefined) {
      instance = new (holder.constructor as new () => Record<string, unknown>)();
      instances.set(holder, instance);
    }
    const bound = instance;
    const call = bound[method] as (...given: readonly unknown[]) => unknown;
    target.resolve = (source, given, context, info) => call.call(bound, source, context, given, info);
  }
}
