import type { FastifyRequest } from 'fastify';
import type { Consumer } from '../../core/consumer';
import { BadUserInput, GatewayError, RateLimited, Unavailable } from '../../core/errors';
import { MalformedBody } from '../../http/strict-json';
import type { AuthenticatedConsumer, ConsumerAuthenticator, ConsumerClaim } from './consumer-authenticator';
import { ConsumerRefused, SecretRefused } from './consumer-refusal';
import type { RefusalAction, RefusalAudit, RefusalDetail } from './refusal-audit';

declare module 'fastify' {
  interface FastifyRequest {
    /** The body as it arrived, for a proof; undefined without one. */
    rawBody: Uint8Array | undefined;
    /** Why the body is not JSON; told to nobody before it is known who asks. */
    bodyFault: MalformedBody | undefined;
  }
}

/** What every route needs that answers consumers. */
export interface ConsumerRouteParts {
  readonly authenticator: ConsumerAuthenticator;
  readonly refusals: RefusalAudit;
}

type Given = Pick<ConsumerClaim, 'consumerId' | 'nonce' | 'publicKey'>;

const LONGEST_TEXT = 200;
const NOTHING = new Uint8Array();

/**
 * Answers a consumer. Who it is is found out first, from the bytes of the request: what a body must look like is told to
 * nobody else, and whatever is refused afterwards is on record as that consumer's.
 *
 * @param work gets the body, which nobody has looked at. What it throws is the answer.
 */
export function answerConsumer<Result>(
  parts: ConsumerRouteParts,
  request: FastifyRequest,
  action: RefusalAction,
  work: (known: AuthenticatedConsumer, body: unknown) => Promise<Result>,
): Promise<Result> {
  return auditRefusals(parts, request, action, async (found) => {
    const known = await parts.authenticator.authenticate(claimOf(request), found);
    request.principalId = known.state.consumer.id;
    return work(known, bodyOf(request));
  });
}

/** Runs the work; what is refused is on record before the client is told. */
export async function auditRefusals<Result>(
  { refusals }: Pick<ConsumerRouteParts, 'refusals'>,
  request: FastifyRequest,
  action: RefusalAction,
  work: (found: (consumer: Consumer) => void) => Promise<Result>,
): Promise<Result> {
  let meant: Consumer | undefined;
  try {
    return await work((consumer) => {
      meant = consumer;
    });
  } catch (error) {
    if (error instanceof ConsumerRefused) {
      await refusals.refused(error, meant, request.origin, action);
    } else if (meant !== undefined) {
      const detail = refusalDetail(error);
      if (detail !== undefined) await refusals.write(meant, request.origin, action, detail);
    }
    throw error;
  }
}

/** The body as JSON; undefined without one. @throws MalformedBody */
export function bodyOf({ body, bodyFault }: FastifyRequest): unknown {
  if (bodyFault !== undefined) throw bodyFault;
  return body;
}

/** Rules and places, never values. Undefined for what is no refusal: a storage that is away, too many streams, a fault. */
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

/** What a request shows of its consumer. With a token, a body or else headers say whose token it is. */
function claimOf(request: FastifyRequest): ConsumerClaim {
  const { method, url: path, rawBody: body = NOTHING, headers } = request;
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
  return typeof given === 'string' && given.length <= LONGEST_TEXT ? given : undefined;
}
