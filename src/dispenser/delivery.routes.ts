import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Consumer } from '../core/consumer';
import { Unavailable } from '../core/errors';
import { isSameRecipient } from '../crypto/approval.format';
import type { SealedDelivery } from '../crypto/delivery.format';
import type { Challenges } from '../crypto/open.challenge';
import { SECURITY_HEADERS } from '../http/security.headers';
import { AddressLimit } from './address.limit';
import type { RefusalAudit } from './consumer.audit';
import type { ConsumerAuthenticator, ConsumerClaim, KnownConsumer } from './consumer.authenticator';
import type { ConsumerPresence } from './consumer.presence';
import { ConsumerRefused } from './consumer.refusal';
import type { ConsumerStates } from './consumer.state';
import type { DeliveryMaker } from './delivery.maker';
import { readChallengeRequest, readDeliveryRequest } from './delivery.request';
import type { DeliveryStreams } from './delivery.stream';

declare module 'fastify' {
  interface FastifyRequest {
    /** The body as it arrived, for a proof; empty without one. */
    rawBody: Uint8Array;
  }
}

/** What the routes are made of. */
export interface DeliveryRouteParts {
  readonly states: ConsumerStates;
  readonly presence: ConsumerPresence;
  readonly challenges: Challenges;
  readonly authenticator: ConsumerAuthenticator;
  readonly maker: DeliveryMaker;
  readonly streams: DeliveryStreams;
  readonly refusals: RefusalAudit;
}

/** A challenge costs a sealing and is asked for by anybody. */
const CHALLENGES = { most: 300, windowMs: 60_000 } as const;
/** How often a selection is read again when something of it goes away meanwhile. */
const ATTEMPTS = 3;

/** `POST /challenges`, `POST /deliveries` and `GET /deliveries/events`. */
export function registerDeliveries(app: FastifyInstance, parts: DeliveryRouteParts): void {
  const limit = new AddressLimit(CHALLENGES.most, CHALLENGES.windowMs);

  app.post('/challenges', async (request) => {
    limit.count(request.origin.address);
    const consumerId = readChallengeRequest(request.body);
    return refusing(parts, request, async (found) => {
      const now = new Date();
      const { consumer } = await parts.presence.require(consumerId, request.origin.address, now, found);
      if (consumer.publicKey === null) throw new ConsumerRefused('NO_KEY');
      const { challenge, sealed, expiresAt } = await parts.challenges.issue(
        consumerId,
        consumer.publicKey,
        now,
      );
      return { challenge, ...sealed, expiresAt: expiresAt.toISOString() };
    });
  });

  app.post('/deliveries', async (request, reply) => {
    const { only, ...given } = readDeliveryRequest(request.body);
    const claim = given.consumerId === undefined ? headerClaim(request) : given;
    return refusing(parts, request, async (found) => {
      const known = await parts.authenticator.authenticate(claimOf(request, claim), found);
      request.principalId = known.state.consumer.id;
      return answer(parts, known, only, request, reply);
    });
  });

  app.get('/deliveries/events', async (request, reply) => {
    return refusing(parts, request, async (found) => {
      const known = await parts.authenticator.authenticate(claimOf(request, headerClaim(request)), found);
      const headers = { ...SECURITY_HEADERS, 'x-request-id': request.id };
      parts.streams.open(reply.raw, { known, address: request.origin.address, headers });
      reply.hijack();
      return reply;
    });
  });
}

/** Runs the work; when a consumer is refused, that is on record before the client is told. */
export async function refusing<Result>(
  { refusals }: Pick<DeliveryRouteParts, 'refusals'>,
  request: FastifyRequest,
  work: (found: (consumer: Consumer) => void) => Promise<Result>,
  action: 'delivery.refuse' | 'injection.refuse' = 'delivery.refuse',
): Promise<Result> {
  let meant: Consumer | undefined;
  try {
    return await work((consumer) => {
      meant = consumer;
    });
  } catch (error) {
    if (error instanceof ConsumerRefused) {
      await refusals.refused(error, meant, request.origin, action);
    }
    throw error;
  }
}

/** With a token, what else a request says of its consumer, where the body has no place for it. */
export function headerClaim(
  request: FastifyRequest,
): Pick<ConsumerClaim, 'consumerId' | 'nonce' | 'publicKey'> {
  const { 'x-consumer-id': consumerId, 'x-nonce': nonce, 'x-public-key': publicKey } = request.headers;
  return { consumerId: one(consumerId), nonce: one(nonce), publicKey: one(publicKey) };
}

/** What a request shows of its consumer. */
export function claimOf(
  request: FastifyRequest,
  claim: Pick<ConsumerClaim, 'consumerId' | 'nonce' | 'publicKey'>,
): ConsumerClaim {
  const { method, url: path, rawBody: body } = request;
  const { authorization } = request.headers;
  return { authorization, request: { method, path, body }, address: request.origin.address, ...claim };
}

/**
 * 304 answers a POST here: the tag stands for the body's selection, which is too long for a URL, and the alternative that
 * RFC 9110 §13.1.2 has for methods other than GET (412) would call the usual case an error.
 */
async function answer(
  { states, presence, maker }: DeliveryRouteParts,
  known: KnownConsumer,
  only: readonly string[] | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<SealedDelivery | FastifyReply> {
  let { state } = known;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const selection = await states.select(state, only, new Date());
    reply.header('etag', selection.etag);
    if (request.headers['if-none-match'] === selection.etag) return reply.code(304).send();
    const delivery = await maker.deliver({ ...known, state }, selection, request.origin);
    if (delivery !== undefined) return delivery;
    states.forget(state.consumer.id);
    const again = await presence.require(state.consumer.id, request.origin.address, new Date());
    // What was shown was shown for the consumer as it was: for another key, identity or organization it is worth nothing.
    if (!isSameRecipient(state.consumer, again.consumer)) throw new ConsumerRefused('KEY_CHANGED');
    state = again;
  }
  throw new Unavailable();
}

function one(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' && header.length <= 200 ? header : undefined;
}
