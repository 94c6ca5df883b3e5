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

/** What the route is made of. */
export interface InjectionRouteParts extends ConsumerRouteParts {
  readonly stores: Stores;
  readonly services: Services;
  readonly opener: Opener;
  readonly states: ConsumerStates;
  readonly injector: Injector;
  readonly usage: UsageRecorder;
}

const NEWEST = { size: 1, backward: false, after: undefined, before: undefined } as const;

/** `POST /requests`: makes a request for a consumer, with values of secrets in it that the consumer does not get. */
export function registerInjections(app: FastifyInstance, parts: InjectionRouteParts): void {
  app.post('/requests', async (request, reply) =>
    answerConsumer(parts, request, 'injection.refuse', async (known, body) => {
      const wanted = parseInjectionRequest(body);
      try {
        const response = await parts.injector.perform(
          wanted,
          (reference) => secretFor(parts, known, reference),
          (use) => commitUse(parts, known, use, request),
        );
        return injectionReply(response);
      } catch (error) {
        if (!(error instanceof InjectionError)) throw error;
        if (error.failure.startsWith('UPSTREAM_')) await putFailure(parts, known, wanted, error, request);
        else await putRefusal(parts, known, error, request);
        const { status, failure, message } = error;
        return sendError(reply, { status, headers: {}, code: failure, message }, graphqlShape);
      }
    }),
  );
}

/** The one secret of this name that the consumer may use now. A name that several secrets have says nothing. */
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
    storedAt: row.createdAt,
    open: () => openOne(opener, stored.envelope, { organizationId, secretId: id, version }),
  };
}

/** Before a value is opened or a byte sent: the use is on record and the proof used up, or nothing happens. */
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
  usage.note(secrets.map(({ id }) => id));
}

/** What policy refused, or a value or an address that does not fit: nothing was sent. */
async function putRefusal(
  { refusals }: InjectionRouteParts,
  { state: { consumer } }: AuthenticatedConsumer,
  { failure, subject }: InjectionError,
  { origin }: FastifyRequest,
): Promise<void> {
  const detail = { reason: failure, at: subject?.path ?? null, secretId: subject?.secretId ?? null };
  await refusals.write(consumer, origin, 'injection.refuse', detail);
}

/**
 * What came of a request that was admitted: how the upstream failed, under the request id of the admission. That is on
 * record already, so that a storage that is away now changes nothing about the answer.
 */
async function putFailure(
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
