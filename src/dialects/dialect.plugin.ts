import swagger from '@fastify/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { Unauthenticated } from '../core/errors';
import { liftTime } from '../core/operation-time';
import { ALL_PERMISSIONS, type Permission } from '../core/permission';
import type { Plaintext } from '../core/plaintext';
import { InstancePermit, Permit } from '../core/policy';
import type { Origin, Principal } from '../core/principal';
import { readAsJson } from '../http/body-parser';
import { replyFor } from '../http/error-reply';
import { requestTime } from '../http/request-time';
import type { Log } from '../log';
import type { Services } from '../services/services';
import { callOf, takeValue } from './call';
import type { Dialect } from './dialect';
import { problemsOf } from './problem';
import { checkOf } from './request-check';
import type { Answer, JsonSchema, Route, SelfRoute } from './route';
import { loadSchemaCompilers, replyTextOf } from './schema-compiler';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The dialect operation behind a route. */
    operation?: Route | SelfRoute;
  }
}

/** What all dialects share. */
export interface DialectParts {
  readonly services: Services;
  readonly log: Log;
  /** @returns undefined for a request without a credential. @throws Unauthenticated for an invalid one. */
  readonly authenticate: (
    authorization: string | undefined,
    origin: Origin,
  ) => Promise<Principal | undefined>;
  /** Milliseconds that the work for one request may take. */
  readonly operationTimeoutMs: number;
}

/** A dialect route without a permission. The gateway does not start with one. */
export class UndeclaredPermission extends Error {
  constructor(dialect: string, route: string) {
    super(`The ${dialect} dialect has a route without a permission: ${route}`);
    this.name = 'UndeclaredPermission';
  }
}

const JSON_TYPE = 'application/json; charset=utf-8';
const PARTS = { params: 'path', querystring: 'query', body: 'body', headers: 'query' } as const;

/**
 * Serves a dialect at the vendor's paths, and its OpenAPI document at `/openapi/<name>.json`. Each dialect has its own
 * scope: its hooks and error handler do not affect other dialects.
 *
 * @throws UndeclaredPermission for a route without a permission.
 */
export async function registerDialect(
  app: FastifyInstance,
  dialect: Dialect,
  parts: DialectParts,
): Promise<void> {
  await app.register(async (scope) => {
    readAsJson(scope);
    scope.addHook('onRoute', (route) => requirePermission(dialect.name, route));
    await scope.register(swagger, { openapi: documentOf(dialect), exposeHeadRoutes: false });
    scope.setValidatorCompiler<JsonSchema>(({ schema, httpPart }) =>
      checkOf(schema, PARTS[(httpPart ?? 'body') as keyof typeof PARTS]),
    );
    scope.setSerializerCompiler<JsonSchema>(({ schema }) => replyTextOf(schema));
    scope.setErrorHandler((error, request, reply) =>
      answerFailure(dialect, parts.log, error, request, reply),
    );
    for (const route of dialect.routes) registerRoute(scope, dialect, route, parts);
    for (const prefix of dialect.prefixes) {
      app.unknownPaths.add(prefix, (error, request, reply) =>
        answerFailure(dialect, parts.log, error, request, reply),
      );
    }
    serveDocument(app, scope, dialect.name);
  });
}

/** Checks every route of the scope, even one that was not added by {@link registerRoute}. */
function requirePermission(dialect: string, { method, url, config }: RouteOptions): void {
  const permission: Permission | undefined = config?.operation?.permission;
  if (permission === undefined || !ALL_PERMISSIONS.includes(permission)) {
    throw new UndeclaredPermission(dialect, `${String(method)} ${url}`);
  }
}

function registerRoute(
  scope: FastifyInstance,
  dialect: Dialect,
  route: Route | SelfRoute,
  parts: DialectParts,
): void {
  const { method, paths, only, isAlias = false, operationId, summary, path, query, body, replies } = route;
  const schema = {
    operationId,
    summary,
    response: replies,
    ...(path && { params: path }),
    ...(query && { querystring: query }),
    ...(body && { body }),
  };
  paths.forEach((url, index) => {
    scope.route({
      method,
      url,
      schema: { ...schema, hide: index > 0 || isAlias },
      ...(only && { constraints: only }),
      config: { operation: route },
      onRequest: async (request, reply) => {
        const time = requestTime(reply, parts.operationTimeoutMs);
        const authorized = await time.run(() => authorize(request, route, parts));
        authorizations.set(request, authorized);
        reply.headers(dialect.headers?.(authorized.permit) ?? {});
        await loadSchemaCompilers();
      },
      preValidation: async (request) => {
        if (route.prepare !== undefined && isFields(request.body)) route.prepare(request.body);
      },
      handler: async (request, reply) => {
        const value = takeValue(request, route.valueField);
        // From now: the client may have taken its time to send the body.
        const time = requestTime(reply, parts.operationTimeoutMs);
        const answer = await time.run(() => authorizations.get(request)!.answer(value));
        reply.code(answer.status).headers(answer.headers ?? {});
        return answer.body === undefined ? reply.send() : reply.type(JSON_TYPE).send(answer.body);
      },
    });
  });
}

function isFields(body: unknown): body is Record<string, unknown> {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}

/** An authorized request, which its handler can answer once the body is read. */
interface Authorized {
  readonly permit: Permit | InstancePermit;
  readonly answer: (value: Plaintext | undefined) => Promise<Answer>;
}

const authorizations = new WeakMap<FastifyRequest, Authorized>();

/** Authorizes a request before its body is read. @throws RateLimited, Unauthenticated, Forbidden, NotFound */
async function authorize(
  request: FastifyRequest,
  route: Route | SelfRoute,
  { authenticate, services }: DialectParts,
): Promise<Authorized> {
  await request.meter?.requireAllowed();
  const principal = await authenticate(request.headers.authorization, request.origin);
  if (principal === undefined) throw new Unauthenticated();
  request.principalId = principal.id;
  await request.meter?.identify(principal.id);
  if (route.subject === undefined) {
    const permit = InstancePermit.decide(principal, route.permission);
    if (!(permit instanceof InstancePermit)) throw permit;
    return { permit, answer: (value) => route.handler(callOf(request, permit, value, services)) };
  }
  const { permission, subject, handler } = route;
  const organizationId = await subject(request.params as Record<string, unknown>, principal, services);
  const permit = Permit.decide(principal, permission, organizationId);
  if (permit instanceof Permit) {
    return { permit, answer: (value) => handler(callOf(request, permit, value, services)) };
  }
  // Whoever leaves before the answer does not escape the audit log.
  liftTime();
  await services.trail.refuse({ principal, origin: request.origin }, organizationId, {
    action: 'permission.refuse',
    subjectId: null,
    detail: { permission, field: `${request.method} ${request.routeOptions.url ?? ''}` },
  });
  throw permit;
}

function answerFailure(
  dialect: Dialect,
  log: Log,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  // Nothing that handles the failed request may see what was submitted.
  request.body = undefined;
  const { requestId, address } = request.origin;
  const known = replyFor(error, log, { requestId, address });
  const { fields = {} } = request.routeOptions.config?.operation ?? {};
  const problems = problemsOf(known, fields).map((problem) => ({
    ...problem,
    message: dialect.sentence?.(problem) ?? problem.message,
  }));
  const { status, body, headers = {} } = dialect.failed({ ...known, problems });
  return reply
    .code(status)
    .headers({ ...known.headers, ...headers })
    .type(JSON_TYPE)
    .send(JSON.stringify(body));
}

function documentOf({ title, description, version }: Dialect) {
  return {
    openapi: '3.1.0',
    info: { title, description, version },
    components: { securitySchemes: { HTTPBearer: { type: 'http' as const, scheme: 'bearer' } } },
    security: [{ HTTPBearer: [] }],
  };
}

/** Serves the OpenAPI document without authentication: it describes the public API and nothing that is stored. */
function serveDocument(app: FastifyInstance, scope: FastifyInstance, name: string): void {
  app.get(`/openapi/${name}.json`, async ({ publicUrl }, reply) => {
    const document = { ...scope.swagger(), servers: [{ url: publicUrl }] };
    return reply.type(JSON_TYPE).send(JSON.stringify(document));
  });
}
