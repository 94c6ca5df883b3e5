import { type GraphQLFieldResolver, type GraphQLSchema, isObjectType } from 'graphql';
import { getMetadataStorage } from 'type-graphql';
import type { RequestContext } from '../request/request-context';

type FieldResolver = GraphQLFieldResolver<unknown, RequestContext>;
type FieldResolverMetadata = ReturnType<typeof getMetadataStorage>['fieldResolvers'][number];
type ParamMetadata = NonNullable<FieldResolverMetadata['params']>[number];
type ResolverClass = new () => Record<string, unknown>;
type Method = (...parameters: readonly unknown[]) => unknown;

/** Reads one parameter of a method from the arguments of the executor. */
type Parameter = (...given: Parameters<FieldResolver>) => unknown;

/**
 * Lets the executor call the field resolvers of a schema that type-graphql built, without type-graphql in between: its
 * conversion of arguments costs several promises for each call, which adds up in a list of a hundred rows. `@Args` is then
 * the plain object of the executor, which is enough for connections. Methods with an `@Arg` keep the conversion.
 *
 * @throws TypeError for a resolver of a field that the schema lacks.
 */
export function resolveDirectly(schema: GraphQLSchema): void {
  const { fieldResolvers, objectTypes } = getMetadataStorage();
  const typeNames = new Map(objectTypes.map(({ target, name }) => [target, name]));
  const instances = new Map<unknown, InstanceType<ResolverClass>>();
  for (const { kind, target, methodName, schemaName, params = [], getObjectType } of fieldResolvers) {
    if (kind !== 'external' || getObjectType === undefined) continue;
    const parameters: readonly (Parameter | undefined)[] = [...params]
      .sort((a, b) => a.index - b.index)
      .map(parameterOf);
    if (!areAllDirect(parameters)) continue;
    const type = schema.getType(typeNames.get(getObjectType()) ?? '');
    const field = isObjectType(type) ? type.getFields()[schemaName] : undefined;
    if (field === undefined) throw new TypeError(`The schema has no field for ${target.name}.${methodName}.`);
    const instance = instances.get(target) ?? new (target as ResolverClass)();
    instances.set(target, instance);
    const method = instance[methodName] as Method;
    field.resolve = (root, args, context, info) =>
      method.apply(
        instance,
        parameters.map((read) => read(root, args, context, info)),
      );
  }
}

/** How to read a parameter; undefined for one that type-graphql converts. */
function parameterOf(param: ParamMetadata): Parameter | undefined {
  switch (param.kind) {
    case 'root':
      return param.propertyName === undefined ? (root) => root : undefined;
    case 'args':
      return (_root, args) => args;
    case 'context':
      return param.propertyName === undefined ? (_root, _args, context) => context : undefined;
    case 'info':
      return (_root, _args, _context, info) => info;
    case 'custom':
      return (root, args, context, info) => param.resolver({ root, args, context, info });
    default:
      return undefined;
  }
}

function areAllDirect(parameters: readonly (Parameter | undefined)[]): parameters is readonly Parameter[] {
  return parameters.every((parameter) => parameter !== undefined);
}
