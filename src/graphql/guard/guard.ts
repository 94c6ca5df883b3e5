import {
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { createParameterDecorator } from 'type-graphql';
import { NotFound } from '../../core/errors';
import { requireTime } from '../../core/operation-time';
import { isInstancePermission, type Permission } from '../../core/permission';
import { InstancePermit, Permit } from '../../core/policy';
import type { RequestContext } from '../request/request-context';
import { GATEWAY_DIRECTIVE, GUARD_DIRECTIVE, PUBLIC_DIRECTIVE } from './guard.directive';
import { type GuardSubject, organizationOfParent, subjectOfArguments } from './guard-subject';

type Resolver = GraphQLFieldResolver<unknown, RequestContext>;

/** What the guard reads of a parent object. */
interface GuardedParent extends Readonly<Record<string, unknown>> {
  readonly organizationId?: string;
}

/** The schema has fields without a guard. Building it fails. */
export class UnguardedFields extends Error {
  constructor(readonly fields: readonly string[]) {
    super(
      `Fields without @${GUARD_DIRECTIVE} or @${PUBLIC_DIRECTIVE}, or without an argument that names the subject: ${fields.join(', ')}`,
    );
    this.name = 'UnguardedFields';
  }
}

/** The guard that the SDL declares for a field. */
export type FieldRule =
  | { readonly kind: 'public' }
  | { readonly kind: 'gateway' }
  | { readonly kind: 'guarded'; readonly permission: Permission };

/** Where a guard puts its permit for the resolver. No client can name it, and no other module has the symbol. */
const PERMIT: unique symbol = Symbol('permit');

type GuardedInfo = GraphQLResolveInfo & { [PERMIT]?: Permit | InstancePermit };

/** Parameter decorator: the permit that the guard of this field obtained. */
export function PermitOf() {
  return createParameterDecorator(({ info }) => anyPermitOf(info));
}

/** The permit that the guard of this field obtained. @throws TypeError for a field without a permit for an organization */
export function permitOf(info: GraphQLResolveInfo): Permit {
  const permit = anyPermitOf(info);
  if (permit instanceof Permit) return permit;
  throw new TypeError(`${info.parentType.name}.${info.fieldName} has a permit for the instance only`);
}

function anyPermitOf(info: GuardedInfo): Permit | InstancePermit {
  const permit = info[PERMIT];
  if (permit === undefined) throw new TypeError(`${info.parentType.name}.${info.fieldName} has no permit`);
  return permit;
}

/** The rule of a field: its own directive, or else that of its type. */
export function fieldRule(
  type: GraphQLObjectType,
  field: GraphQLField<unknown, RequestContext>,
): FieldRule | undefined {
  return declaredRule(field.astNode?.directives) ?? declaredRule(type.astNode?.directives);
}

/**
 * Adds the guard to every field of every object type. Changes the schema in place.
 *
 * @throws UnguardedFields if a field has no rule, or a root field has no argument that names its subject.
 */
export function applyGuard(schema: GraphQLSchema): void {
  const unguarded: string[] = [];
  const roots = new Set([schema.getQueryType(), schema.getMutationType()]);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const rule = fieldRule(type, field);
      if (rule === undefined) unguarded.push(`${type.name}.${field.name}`);
      else if (rule.kind === 'public') continue;
      else if (rule.kind === 'gateway') field.resolve = guardedByGateway(field);
      else if (isInstancePermission(rule.permission))
        field.resolve = guardedByInstance(field, rule.permission);
      else if (!roots.has(type)) field.resolve = guardedByParent(type, field, rule.permission);
      else {
        const subject = subjectOfArguments(field);
        if (subject === undefined) unguarded.push(`${type.name}.${field.name}`);
        else field.resolve = guardedRoot(type, field, rule.permission, subject);
      }
    }
  }
  if (unguarded.length > 0) throw new UnguardedFields(unguarded);
}

function declaredRule(
  directives:
    | readonly {
        readonly name: { readonly value: string };
        readonly arguments?: readonly object[] | undefined;
      }[]
    | undefined,
): FieldRule | undefined {
  for (const { name, arguments: given } of directives ?? []) {
    if (name.value === PUBLIC_DIRECTIVE) return { kind: 'public' };
    if (name.value === GATEWAY_DIRECTIVE) return { kind: 'gateway' };
    if (name.value === GUARD_DIRECTIVE) {
      const [permission] = given as readonly { readonly value: { readonly value: Permission } }[];
      return { kind: 'guarded', permission: permission!.value.value };
    }
  }
  return undefined;
}

function guardedByGateway(field: GraphQLField<unknown, RequestContext>): Resolver {
  const resolve = field.resolve ?? defaultFieldResolver;
  return (source, given, context, info) => {
    context.requireGateway();
    return resolve(source, given, context, info);
  };
}

function guardedByInstance(field: GraphQLField<unknown, RequestContext>, permission: Permission): Resolver {
  const resolve = field.resolve ?? defaultFieldResolver;
  return (source, given, context, info: GuardedInfo) => {
    info[PERMIT] = context.instancePermit(permission);
    return resolve(source, given, context, info);
  };
}

function guardedByParent(
  type: GraphQLObjectType,
  field: GraphQLField<unknown, RequestContext>,
  permission: Permission,
): Resolver {
  return field.resolve === undefined
    ? guardedProperty(type, field, permission)
    : guardedResolver(type, field, permission, field.resolve);
}

/** The hot path for every plain field of every row: an allowed one costs a single lookup and no promise. */
function guardedProperty(
  type: GraphQLObjectType,
  field: GraphQLField<unknown, RequestContext>,
  permission: Permission,
): Resolver {
  const { name } = field;
  return (source, given, context, info) => {
    const parent = source as GuardedParent;
    if (context.lastPermit(permission, parent.organizationId) === undefined) {
      const organizationId = organizationOfParent(source);
      const decision = context.decide(permission, organizationId);
      if (!(decision instanceof Permit)) {
        return refused(type, field, permission, organizationId, decision, context);
      }
    }
    const value = parent[name];
    return typeof value === 'function' ? value.call(source, given, context, info) : value;
  };
}

function guardedResolver(
  type: GraphQLObjectType,
  field: GraphQLField<unknown, RequestContext>,
  permission: Permission,
  resolve: Resolver,
): Resolver {
  return (source, given, context, info: GuardedInfo) => {
    let permit = context.lastPermit(permission, (source as GuardedParent).organizationId);
    if (permit === undefined) {
      const organizationId = organizationOfParent(source);
      const decision = context.decide(permission, organizationId);
      if (!(decision instanceof Permit)) {
        return refused(type, field, permission, organizationId, decision, context);
      }
      permit = decision;
    }
    info[PERMIT] = permit;
    return resolve(source, given, context, info);
  };
}

async function refused(
  type: GraphQLObjectType,
  field: GraphQLField<unknown, RequestContext>,
  permission: Permission,
  organizationId: string | undefined,
  refusal: Error,
  context: RequestContext,
): Promise<never> {
  context.refuse(permission, `${type.name}.${field.name}`, organizationId, undefined);
  throw refusal;
}

/** A field of Query or Mutation: its subject comes from the arguments and has to be looked up. */
function guardedRoot(
  type: GraphQLObjectType,
  field: GraphQLField<unknown, RequestContext>,
  permission: Permission,
  subjectOf: GuardSubject,
): Resolver {
  const resolve = field.resolve ?? defaultFieldResolver;
  const isMutation = type.name === 'Mutation';
  const isNullForNotFound = type.name === 'Query' && !isNonNullType(field.type);
  return async (source, given, context, info: GuardedInfo) => {
    context.requirePrincipal();
    requireTime();
    const { organizationId, subjectId } = await subjectOf(given, context);
    const decision = await context.decideSubject(permission, organizationId, subjectId);
    if (decision instanceof Permit) {
      info[PERMIT] = decision;
      const answer = await resolve(source, given, context, info);
      if (isMutation) context.renewLoaders();
      return answer;
    }
    context.refuse(permission, `${type.name}.${field.name}`, organizationId, subjectId);
    if (isNullForNotFound && decision instanceof NotFound) return null;
    throw decision;
  };
}
