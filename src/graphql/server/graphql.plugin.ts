import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GatewayError } from '../../core/errors';
import type { Origin, Principal } from '../../core/principal';
import { readAsJson } from '../../http/body-parser';
import { requestTime } from '../../http/request-time';
import type { Services } from '../../services/services';
import { toGraphQLError } from '../errors/error-format';
import { GATEWAY_CREDENTIAL_HEADER, type GatewayCredential } from '../request/gateway-credential';
import { RequestContext } from '../request/request-context';

/** What the route connects. */
export interface GraphQLRouteOptions {
  readonly apollo: ApolloServer<RequestContext>;
  readonly services: Services;
  readonly authenticate: (
    authorization: string | undefined,
    origin: Origin,
  ) => Promise<Principal | undefined>;
  readonly gatewayCredential: GatewayCredential;
  /** Milliseconds that the work for one operation may take. */
  readonly operationTimeoutMs: number;
}

// Octokit and `gh` send these to every API: `application/vnd.github.v3+json`, `application/vnd.github.nebula-preview`.
const GITHUB_JSON = /^application\/vnd\.github(?:\.[\w.-]*)?\+json(?:[ ;]|$)/i;
const GITHUB_TYPES = /application\/vnd\.github(?:\.[\w.-]*)?(?:\+json)?/gi;

/** Who has sent a request, as of a moment of the monotonic clock in milliseconds. */
interface Caller {
  readonly principal: Principal | undefined;
  readonly at: number;
}

/** How long it may take to read a body before its caller is identified again, with the grants of then. */
const CALLER_MS = 1_000;

/** Serves a started Apollo server at `/graphql`. A request with an invalid credential gets 401. */
export function registerGraphQL(
  app: FastifyInstance,
  { apollo, services, authenticate, gatewayCredential, operationTimeoutMs }: GraphQLRouteOptions,
): void {
  readAsJson(app, GITHUB_JSON);
  app.addHook('preHandler', async ({ raw: { headers } }) => {
    if (headers.accept !== undefined)
      headers.accept = headers.accept.replace(GITHUB_TYPES, 'application/json');
  });
  const callers = new WeakMap<FastifyRequest, Caller>();
  const identify = async (request: FastifyRequest): Promise<Caller> => {
    const principal = await authenticate(request.headers.authorization, request.origin);
    return { principal, at: performance.now() };
  };
  // Before the body is read: see `limitAnonymousBodies`.
  app.addHook('preParsing', async (request, reply) => {
    const caller = await requestTime(reply, operationTimeoutMs).run(() => identify(request));
    const { principal } = caller;
    request.principalId = principal?.id;
    if (principal !== undefined) await request.meter?.identify(principal.id);
    callers.set(request, caller);
  });
  const answer = fastifyApolloHandler(apollo, {
    context: async (request: FastifyRequest) => {
      try {
        const caller = callers.get(request);
        const isCurrent = caller !== undefined && performance.now() - caller.at < CALLER_MS;
        const { principal } = isCurrent ? caller : await identify(request);
        const isGateway = () => gatewayCredential.accepts(request.headers[GATEWAY_CREDENTIAL_HEADER]);
        return new RequestContext(principal, request.origin, services, isGateway, request.meter);
      } catch (error) {
        throw error instanceof GatewayError ? toGraphQLError(error) : error;
      }
    },
  });
  app.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    handler(request, reply) {
      return requestTime(reply, operationTimeoutMs).run(() => answer.call(this, request, reply));
    },
  });
}
