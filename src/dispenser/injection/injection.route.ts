import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Unavailable } from '../../core/errors';
import { lookedUpName } from '../../core/name';
import type { Opener } from '../../crypto/open/open';
import { graphqlShape, sendError } from '../../http/error-reply';
import type { Services } from '../../services/services';
import type { Stores } from '../../storage/stores';
import { answerConsumer, type ConsumerRouteParts } from '../consumer/consumer.route';
import type { AuthenticatedConsumer } from '../consumer/consumer-authenticator';
import type { ConsumerStates } from '../consumer/consumer-state';
import { auditName, principalOf } from '../consumer/refusal-audit';
import { openOne, useUp } from '../delivery/delivery-maker';
import type { UsageRecorder } from '../delivery/usage-recorder';
import { InjectionError } from '../upstream/injection.error';
import { type InjectionRequest, parseInjectionRequest } from './injection-request';
import { injectionReply } from './injection-response';
import type { InjectableSecret, InjectionUse } from './injection-secret';
import type { Injector } from './injector';

/** What the route works with. */
export interface InjectionRouteParts extends ConsumerRouteParts {
  readonly stores: Stores;
  readonly services: Services;
  readonly opener: Opener;
  readonly states: ConsumerStates;
  readonly injector: Injector;
  readonly usage: UsageRecorder;
}

/** As much of the values as is prepared for the search in the time of an ordinary request; see `docs/limits.md`. */
const MASKED_BYTES_PER_POINT = 128;
const NEWEST = { size: 1, backward: false, after: undefined, before: undefined } as const;

/** Registers `POST /requests`: sends a request for a consumer, with values that the consumer does not receive. */
export function registerInjections(app: FastifyInstance, parts: InjectionRouteParts): void {
  app.post('/requests', async (request, reply) =>
    answerConsumer(parts, request, 'injection.refuse', async (known, body) => {
      const wanted = parseInjectionRequest(body);
      try {
        const response = await parts.injector.perform(
          wanted,
          (reference) => secretFor(parts, known, reference),
          (use) => commitUse(parts, known, use, request),
          async (bytes) => request.meter?.charge(Math.floor(bytes / MASKED_BYTES_PER_POINT)),
        );
        return injectionReply(response);
      } catch (error) {
        if (!(error instanceof InjectionError)) throw error;
        if (error.failure.startsWith('UPSTREAM_')) await recordFailure(parts, known, wanted, error, request);
        else await recordRefusal(parts, known, error, request);
        const { status, failure, message } = error;
        return sendError(reply, { status, headers: {}, code: failure, message }, graphqlShape);
      }
    }),
  );
}

/** The secret of this name that the consumer may use now; undefined if there is none, or several share the name. */
async function secretFor(
  { states, stores, opener }: InjectionRouteParts,
  { state }: AuthenticatedConsumer,
  reference: string,
): Promise<InjectableSecret | undefined> {
  const folded = lookedUpName(reference);
  if (folded === undefined) return undefined;
  const { items } = await states.select(state, [folded], new Date());
  const [item] = items;
  if (item === undefined || items.length > 1) return undefined;
  const { organizationId, id, version, type, isFile, usePolicy } = item.secret;
  const { secretVersions, database } = stores;
  const newest = await secretVersions.page(database.reader, organizationId, id, NEWEST);
  const [stored] = await secretVersions.envelopesOf(database.reader, organizationId, [
    { secretId: id, version },
  ]);
  const [row] = newest.rows;
  if (stored === undefined || row === undefined) return undefined;
  return {
    id,
    name: auditName(item.secret),
    version,
    type,
    isFile,
    policy: usePolicy,
    waysOut: item.waysOut,
    storedAt: row.createdAt,
    open: () => openOne(opener, stored, organizationId),
  };
}

/**
 * Before a value is opened or a byte is sent, the use is recorded and the credential is consumed in one transaction.
 */
async function commitUse(
  { services, stores, usage }: InjectionRouteParts,
  { state: { consumer }, credential }: AuthenticatedConsumer,
  { host, port, method, path, secrets }: InjectionUse,
  { origin }: FastifyRequest,
): Promise<void> {
  const detail = {
    host,
    port,
    method,
    path,
    secrets: JSON.stringify(
      secrets.map(({ name, version, slots }) => `${name}@${version} ${slots.join(' ')}`),
    ),
  };
  const actor = { principal: principalOf(consumer, origin), origin, organizationId: consumer.organizationId };
  const attempt = { action: 'injection.create', subjectId: consumer.id } as const;
  await services.trail.commit(actor, attempt, async (unit, note) => {
    await useUp(stores, unit, credential);
    note({ detail });
  });
  usage.note(secrets);
}

/** Records a refusal by policy, value or address. Nothing was sent. */
async function recordRefusal(
  { refusals }: InjectionRouteParts,
  { state: { consumer } }: AuthenticatedConsumer,
  { failure, subject }: InjectionError,
  { origin }: FastifyRequest,
): Promise<void> {
  const detail = { reason: failure, at: subject?.path ?? null, secretId: subject?.secretId ?? null };
  await refusals.write(consumer, origin, 'injection.refuse', detail);
}

/**
 * Records how the upstream host failed, under the same request id as the use. The use is recorded already, so
 * unavailable storage does not change the answer.
 */
async function recordFailure(
  { services }: InjectionRouteParts,
  { state: { consumer } }: AuthenticatedConsumer,
  { destination: { host, port, path }, method }: InjectionRequest,
  { failure }: InjectionError,
  { origin }: FastifyRequest,
): Promise<void> {
  const actor = { principal: principalOf(consumer, origin), origin, organizationId: consumer.organizationId };
  const attempt = { action: 'injection.fail', subjectId: consumer.id } as const;
  const detail = { reason: failure, host, port, method, path };
  try {
    await services.trail.commit(actor, attempt, async (_unit, note) => note({ detail }));
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
  }
}
