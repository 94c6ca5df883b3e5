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
import { isInstancePermission, type Permission } from '../../core/permission';
import { InstancePermit, Permit } from '../../core/policy';
import type { RequestContext } from '../request/request-context';
import { GATEWAY_DIRECTIVE, GUARD_DIRECTIVE, PUBLIC_DIRECTIVE } from './guard.directive';
import { type GuardSubject, subjectOfArguments, subjectOfParent } from './guard-subject';

type Resolver = GraphQLFieldResolver<unknown, RequestContext>;

/** What every guarded object tells the guard: most nouns their organization, an organization its id. */
interface GuardedParent extends Readonly<Record<string, unknown>> {
  readonly organizationId?: string;
}

/** The schema has fields that nobody decided about; building it fails. */
export class UnguardedFields extends Error {
  constructor(readonly fields: readonly string[]) {
    super(
      `Neither @${GUARD_DIRECTIVE} nor @${PUBLIC_DIRECTIVE}, or no argument that names the subject: ${fields.join(', ')}`,
    );
    this.name = 'UnguardedFields';
  }
}

/** What the SDL says of a field. */
export type FieldRule =
  | { readonly kind: 'public' }
  | { readonly kind: 'gateway' }
  | { readonly kind: 'guarded'; readonly permission: Permission };

/** Where a guard leaves its permit for the resolver behind it: no client can name it, and no other code knows it. */
const PERMIT: unique symbol = Symbol('permit');

type GuardedInfo = GraphQLResolveInfo & { [PERMIT]?: Permit | InstancePermit };

/** The permit that the guard of this field obtained, as a parameter. A field without one does not get here. */
export function PermitOf() {
  return createParameterDecorator(({ info }) => anyPermitOf(info));
}

/** The permit for the organization of the parent object. */
export function permitOf(info: GraphQLResolveInfo): Permit {
  const permit = anyPermitOf(info);
  if (permit instanceof Permit) return permit;
  throw new TypeError(`${info.parentType.name}.${info.fieldName} is guarded for the instance`);
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
 * Puts the guard on every field of every object type, in place.
 *
 * @throws UnguardedFields when a field has no rule, or a root field has no argument from which its subject follows.
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

/** The hot path: every plain field of every row passes here, so that an allowed one costs one look-up and no promise. */
function guardedProperty(
  type: GraphQLObjectType,
  field: GraphQLField<unknown, RequestContext>,
  permission: Permission,
): Resolver {
  const { name } = field;
  return (source, given, context, info) => {
    const parent = source as GuardedParent;
    if (context.lastPermit(permission, parent.organizationId) === undefined) {
      const subject = subjectOfParent(source);
      const decision = context.decide(permission, subject);
      if (!(decision instanceof Permit)) return refused(type, field, permission, subject, decision, context);
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
      const subject = subjectOfParent(source);
      const decision = context.decide(permission, subject);
      if (!(decision instanceof Permit)) return refused(type, field, permission, subject, decision, context);
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
  await context.refuse(permission, `${type.name}.${field.name}`, organizationId, undefined);
  throw refusal;
}

/** A field of Query or Mutation: the subject comes from the arguments, and has to be looked up. */
function guardedRoot(
  type: GraphQLObjectType,
  field: GraphQLField<unknown, RequestContext>,
  permission: Permission,
  subjectOf: GuardSubject,
): Resolver {
  const resolve = field.resolve ?? defaultFieldResolver;
  const isMutation = type.name === 'Mutation';
  const answersNull = type.name === 'Query' && !isNonNullType(field.type);
  return async (source, given, context, info: GuardedInfo) => {
    context.requirePrincipal();
    const { organizationId, subjectId } = await subjectOf(given, context);
    const decision = await context.decideSubject(permission, organizationId, subjectId);
    if (decision instanceof Permit) {
      info[PERMIT] = decision;
      const answer = await resolve(source, given, context, info);
      if (isMutation) context.renewLoaders();
      return answer;
    }
    await context.refuse(permission, `${type.name}.${field.name}`, organizationId, subjectId);
    if (answersNull && decision instanceof NotFound) return null;
    throw decision;
  };
}
