import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Consumer } from '../../core/consumer';
import { SecretType } from '../../core/secret';
import { WayOut } from '../../core/way-out';
import type { SealedDelivery } from '../../crypto/delivery.format';
import type { Challenges } from '../../crypto/open/challenge';
import { SECURITY_HEADERS } from '../../http/security-headers';
import { answerConsumer, auditRefusals, bodyOf, type ConsumerRouteParts } from '../consumer/consumer.route';
import type { ConsumerAdmission } from '../consumer/consumer-admission';
import type { AuthenticatedConsumer } from '../consumer/consumer-authenticator';
import { ConsumerRefused, SecretRefused } from '../consumer/consumer-refusal';
import type { ConsumerStates, Selection } from '../consumer/consumer-state';
import type { ChallengeLimit } from './challenge-limit';
import { byName, withSelection } from './consumer-selection';
import { type DeliveryKind, VALUES, valuesNamedAt } from './delivery-kind';
import { type DeliveryMaker, workOf } from './delivery-maker';
import { foldedNames, readChallengeRequest, readDeliveryRequest, type WantedName } from './delivery-request';
import type { DeliveryStreams } from './delivery-stream';

/** What the routes work with. */
export interface DeliveryRouteParts extends ConsumerRouteParts {
  readonly states: ConsumerStates;
  readonly admission: ConsumerAdmission;
  readonly challenges: Challenges;
  readonly challengeLimit: ChallengeLimit;
  readonly maker: DeliveryMaker;
  readonly streams: DeliveryStreams;
}

const UNCHANGED = 'unchanged';

/** Registers `POST /challenges`, `POST /deliveries` and `GET /deliveries/events`. */
export function registerDeliveries(app: FastifyInstance, parts: DeliveryRouteParts): void {
  // This request is not authenticated: the challenge is what consumers authenticate with.
  app.post('/challenges', async (request) => {
    const { address } = request.origin;
    const { challengeLimit: limit, admission } = parts;
    const consumerId = limit.readable(address, () => readChallengeRequest(bodyOf(request)));
    return auditRefusals(parts, request, 'delivery.refuse', async (found) => {
      const now = new Date();
      const countFound = (known: Consumer) => {
        found(known);
        limit.countKnown(address, known.id);
      };
      const { consumer } = await admission.admit(consumerId, address, now, countFound).catch((error) => {
        limit.countRefused(address, error);
        throw error;
      });
      if (consumer.publicKey === null) throw new ConsumerRefused('NO_KEY');
      const { challenge, sealed, expiresAt } = await parts.challenges.issue(
        consumerId,
        consumer.publicKey,
        now,
      );
      return { challenge, ...sealed, expiresAt: expiresAt.toISOString() };
    });
  });

  app.post('/deliveries', async (request, reply) =>
    answerConsumer(parts, request, 'delivery.refuse', async (known, body) =>
      answer(parts, known, readDeliveryRequest(body), request, reply),
    ),
  );

  app.get('/deliveries/events', async (request, reply) =>
    answerConsumer(parts, request, 'delivery.refuse', async (known) => {
      const headers = { ...SECURITY_HEADERS, 'x-request-id': request.id };
      parts.streams.open(reply.raw, { known, address: request.origin.address, headers });
      reply.hijack();
      return reply;
    }),
  );
}

/**
 * Answers a POST with 304 if nothing has changed. The selection is in the body because it is too long for a URL. The
 * status that RFC 9110 §13.1.2 defines for methods other than GET, 412, would turn the usual case into an error.
 */
async function answer(
  parts: DeliveryRouteParts,
  known: AuthenticatedConsumer,
  wanted: readonly WantedName[] | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<SealedDelivery | FastifyReply> {
  const only = wanted && foldedNames(wanted);
  const answered = await withSelection(
    parts,
    known,
    request.origin.address,
    only,
    async (current, selection) => {
      if (wanted !== undefined) requireDeliverable(wanted, selection);
      reply.header('etag', selection.etag);
      if (request.headers['if-none-match'] === selection.etag) return UNCHANGED;
      return parts.maker.deliver(current, selection.items, request.origin, kindOf(wanted, selection));
    },
  );
  if (answered === UNCHANGED) return reply.code(304).send();
  await request.meter?.charge(workOf(answered));
  return answered;
}

/** Who names secrets needs all of them; otherwise one that does not open keeps nobody from the others. */
function kindOf(wanted: readonly WantedName[] | undefined, { items }: Selection): DeliveryKind {
  if (wanted === undefined) return VALUES;
  const found = byName(items);
  const path = (id: string) =>
    wanted.find((each) => found(each).some(({ secret }) => secret.id === id))?.path;
  return valuesNamedAt((id) => path(id) ?? 'only');
}

/** A consumer needs every secret that it names: a partial delivery would look complete. */
function requireDeliverable(wanted: readonly WantedName[], { items }: Selection): void {
  const found = byName(items);
  for (const each of wanted) {
    const usable = found(each);
    const [first] = usable;
    if (first === undefined) throw new SecretRefused('SECRET_NOT_FOUND', each.path);
    if (usable.some(({ waysOut }) => waysOut.includes(WayOut.DELIVER))) continue;
    const areSeeds = usable.every(({ secret }) => secret.type === SecretType.TOTP);
    throw new SecretRefused(areSeeds ? 'SEED_KEPT' : 'WAY_OUT', each.path, first.secret.id);
  }
}
