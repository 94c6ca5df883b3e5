import type { FastifyInstance, FastifyRequest } from 'fastify';
import { lookedUpName } from '../core/name';
import type { Opener } from '../crypto/open';
import { graphqlShape, sendError } from '../http/error.reply';
import type { Services } from '../services/services';
import type { Stores } from '../storage/stores';
import { auditName, principalOf, type RefusalAudit } from './consumer.audit';
import type { ConsumerAuthenticator, KnownConsumer } from './consumer.authenticator';
import type { ConsumerStates } from './consumer.state';
import { useUp } from './delivery.maker';
import { claimOf, headerClaim, refusing } from './delivery.routes';
import { InjectionError } from './injection.error';
import type { Injector } from './injection.injector';
import { parseInjectionRequest } from './injection.request';
import { injectionReply } from './injection.response';
import type { InjectableSecret, InjectionUse } from './injection.secret';
import type { UsageRecorder } from './usage.recorder';

/** What the route is made of. */
export interface InjectionRouteParts {
  readonly stores: Stores;
  readonly services: Services;
  readonly opener: Opener;
  readonly states: ConsumerStates;
  readonly authenticator: ConsumerAuthenticator;
  readonly injector: Injector;
  readonly refusals: RefusalAudit;
  readonly usage: UsageRecorder;
}

const NEWEST = { size: 1, backward: false, after: undefined, before: undefined } as const;

/** `POST /requests`: makes a request for a consumer, with values of secrets in it that the consumer does not get. */
export function registerInjections(app: FastifyInstance, parts: InjectionRouteParts): void {
  app.post('/requests', async (request, reply) => {
    const wanted = parseInjectionRequest(request.body);
    return refusing(
      parts,
      request,
      async (found) => {
        const claim = claimOf(request, headerClaim(request));
        const known = await parts.authenticator.authenticate(claim, found);
        request.principalId = known.state.consumer.id;
        try {
          const response = await parts.injector.perform(
            wanted,
            (reference) => secretFor(parts, known, reference),
            (use) => admit(parts, known, use, request),
          );
          return injectionReply(response);
        } catch (error) {
          if (!(error instanceof InjectionError)) throw error;
          await putOnRecord(parts, known, error, request);
          const { status, failure, message } = error;
          return sendError(reply, { status, headers: {}, code: failure, message }, graphqlShape);
        }
      },
      'injection.refuse',
    );
  });
}

/** The one secret of this name that the consumer may use now. A name that several secrets have says nothing. */
async function secretFor(
  { states, stores, opener }: InjectionRouteParts,
  { state }: KnownConsumer,
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
    open: () => opener.open(stored.envelope, { organizationId, secretId: id, version }),
  };
}

/** Before a value is opened or a byte sent: the use is on record and the proof used up, or nothing happens. */
async function admit(
  { services, stores, usage }: InjectionRouteParts,
  { state: { consumer }, credential }: KnownConsumer,
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

/** What policy refused. Failures of the upstream come after the admission, which is on record already. */
async function putOnRecord(
  { services }: InjectionRouteParts,
  { state: { consumer } }: KnownConsumer,
  { failure, subject }: InjectionError,
  { origin }: FastifyRequest,
): Promise<void> {
  if (failure.startsWith('UPSTREAM_')) return;
  await services.trail.refuse({ principal: principalOf(consumer, origin), origin }, consumer.organizationId, {
    action: 'injection.refuse',
    subjectId: consumer.id,
    detail: { reason: failure, at: subject?.path ?? null, secretId: subject?.secretId ?? null },
  });
}
