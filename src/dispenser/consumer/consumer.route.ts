import type { FastifyRequest } from 'fastify';
import type { Consumer } from '../../core/consumer';
import { BadUserInput, GatewayError, RateLimited, Unavailable } from '../../core/errors';
import { WayOut } from '../../core/way-out';
import { MalformedBody } from '../../http/strict-json';
import type { AuthenticatedConsumer, ConsumerAuthenticator, ConsumerClaim } from './consumer-authenticator';
import { ConsumerRefused, SecretRefused } from './consumer-refusal';
import type { RefusalAction, RefusalAudit, RefusalDetail } from './refusal-audit';

declare module 'fastify' {
  interface FastifyRequest {
    /** The raw bytes of the body, which a proof covers; undefined without a body. */
    rawBody: Uint8Array | undefined;
    /** Why the body is not JSON. It is not reported before the consumer is authenticated. */
    bodyFault: MalformedBody | undefined;
  }
}

/** What every route for consumers needs. */
export interface ConsumerRouteParts {
  readonly authenticator: ConsumerAuthenticator;
  readonly refusals: RefusalAudit;
}

/** The way in which values leave by the requests that each action refuses. */
const WAYS: Readonly<Record<RefusalAction, WayOut>> = {
  'delivery.refuse': WayOut.DELIVER,
  'injection.refuse': WayOut.INJECT,
  'code.refuse': WayOut.CODE,
};

type Given = Pick<ConsumerClaim, 'consumerId' | 'nonce' | 'publicKey'>;

const MAX_TEXT_LENGTH = 200;
const NO_BODY = new Uint8Array();

/**
 * Authenticates the consumer, then runs the work. Authentication comes first and uses the raw bytes, so that only a
 * consumer learns what a body must look like, and every later refusal is recorded for that consumer. A consumer without the
 * way out that the action is about is refused before the work.
 *
 * @param work gets the unchecked body. An error that it throws becomes the answer.
 * @throws ConsumerRefused; RateLimited; what `work` throws.
 */
export function answerConsumer<Result>(
  parts: ConsumerRouteParts,
  request: FastifyRequest,
  action: RefusalAction,
  work: (known: AuthenticatedConsumer, body: unknown) => Promise<Result>,
): Promise<Result> {
  return auditRefusals(parts, request, action, async (found) => {
    const known = await parts.authenticator.authenticate(claimOf(request), found);
    const { id, waysOut } = known.state.consumer;
    request.principalId = id;
    await request.meter?.identify(id);
    if (!waysOut.includes(WAYS[action])) throw new ConsumerRefused('WAY_OUT');
    return work(known, bodyOf(request));
  });
}

/** Runs the work. A refusal is recorded in the audit log before it is answered. */
export async function auditRefusals<Result>(
  { refusals }: Pick<ConsumerRouteParts, 'refusals'>,
  request: FastifyRequest,
  action: RefusalAction,
  work: (found: (consumer: Consumer) => void) => Promise<Result>,
): Promise<Result> {
  let claimed: Consumer | undefined;
  try {
    return await work((consumer) => {
      claimed = consumer;
    });
  } catch (error) {
    if (error instanceof ConsumerRefused) {
      await refusals.refused(error, claimed, request.origin, action);
    } else if (claimed !== undefined) {
      const detail = refusalDetail(error);
      if (detail !== undefined) await refusals.write(claimed, request.origin, action, detail);
    }
    throw error;
  }
}

/** The parsed body; undefined without one. @throws MalformedBody */
export function bodyOf({ body, bodyFault }: FastifyRequest): unknown {
  if (bodyFault !== undefined) throw bodyFault;
  return body;
}

/**
 * Rule and path, never a value. Undefined for an error that is not a refusal: unavailable storage, a rate limit, a
 * fault.
 */
function refusalDetail(error: unknown): RefusalDetail | undefined {
  if (error instanceof MalformedBody) return { reason: 'BAD_REQUEST', at: 'body', rule: error.rule };
  if (error instanceof BadUserInput) {
    const [first] = error.violations;
    const where = { at: first?.path ?? null, rule: first?.rule ?? null };
    if (!(error instanceof SecretRefused)) return { reason: error.code, ...where };
    return { reason: error.reason, ...where, secretId: error.secretId };
  }
  const isRefusal =
    error instanceof GatewayError && !(error instanceof Unavailable || error instanceof RateLimited);
  return isRefusal ? { reason: error.code } : undefined;
}

/** The credentials in a request. With a token, the body or else the headers name the consumer. */
function claimOf(request: FastifyRequest): ConsumerClaim {
  const { method, url: path, rawBody: body = NO_BODY, headers } = request;
  const { authorization } = headers;
  const given = bodyClaim(request.body) ?? headerClaim(request);
  return { authorization, request: { method, path, body }, address: request.origin.address, ...given };
}

function bodyClaim(body: unknown): Given | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  const { consumerId, nonce, publicKey } = body as Readonly<Record<keyof Given, unknown>>;
  if (consumerId === undefined || consumerId === null) return undefined;
  return { consumerId: text(consumerId), nonce: text(nonce), publicKey: text(publicKey) };
}

function headerClaim({ headers }: FastifyRequest): Given {
  const { 'x-consumer-id': consumerId, 'x-nonce': nonce, 'x-public-key': publicKey } = headers;
  return { consumerId: text(consumerId), nonce: text(nonce), publicKey: text(publicKey) };
}

function text(given: unknown): string | undefined {
  return typeof given === 'string' && given.length <= MAX_TEXT_LENGTH ? given : undefined;
}
