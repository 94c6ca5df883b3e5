import { KeyUnavailable, LimitExceeded } from '../../core/errors';
import { newId } from '../../core/id';
import { Plaintext, revealPlaintext } from '../../core/plaintext';
import type { Origin } from '../../core/principal';
import { OpenError } from '../../crypto/crypto.error';
import type { SealedDelivery } from '../../crypto/delivery.format';
import type { Opener } from '../../crypto/open/open';
import { type DeliveryItem, sealDelivery } from '../../crypto/seal-delivery';
import type { UsableSecret } from '../../services/consumption.queries';
import type { Services } from '../../services/services';
import type { UnitOfWork } from '../../storage/database';
import type { Stores } from '../../storage/stores';
import type { VersionEnvelope } from '../../storage/stores/secret-version.store';
import type { AuthenticatedConsumer, Credential } from '../consumer/consumer-authenticator';
import { ConsumerRefused } from '../consumer/consumer-refusal';
import { auditName, principalOf } from '../consumer/refusal-audit';
import { type DeliveryKind, VALUES } from './delivery-kind';
import type { UsageRecorder } from './usage-recorder';

/** How long a consumer can open a delivery. */
const LIFETIME_MS = 60_000;
/** The most bytes of all values in one delivery. */
const MAX_BYTES = 8 * 1024 * 1024;
/** One delivery in this many also deletes the stored proofs that have expired. */
const PURGE_EVERY = 50;

/** As many secrets are opened and sealed in the time of an ordinary request. */
const SECRETS_PER_POINT = 4;

/** The points that a delivery costs in addition to its request. */
export function workOf({ secrets }: SealedDelivery): number {
  return Math.floor(secrets.length / SECRETS_PER_POINT);
}

/** What a {@link DeliveryMaker} works with. */
export interface DeliveryMakerParts {
  readonly stores: Stores;
  readonly services: Services;
  readonly opener: Opener;
  readonly usage: UsageRecorder;
}

/** What a delivery gives out, and what did not open. */
interface DeliveredUse {
  readonly used: readonly UsableSecret[];
  readonly unopened: readonly UsableSecret[];
}

/** Opens the secrets that a consumer may use, seals them to its key, and records the use before the answer is sent. */
export class DeliveryMaker {
  readonly #parts: DeliveryMakerParts;
  #made = 0;

  constructor(parts: DeliveryMakerParts) {
    this.#parts = parts;
  }

  /**
   * @param selected secrets; those without the kind's way out are left out.
   * @returns undefined if a secret has changed since it was read: select again.
   * @throws ConsumerRefused REPLAYED or KEY_SWAP; SecretRefused; LimitExceeded, Unavailable.
   */
  async deliver(
    consumer: AuthenticatedConsumer,
    selected: readonly UsableSecret[],
    origin: Origin,
    kind: DeliveryKind = VALUES,
  ): Promise<SealedDelivery | undefined> {
    const items = selected.filter(({ waysOut }) => waysOut.includes(kind.wayOut));
    const opened = await this.#opened(items, kind);
    if (opened === undefined) return undefined;
    const now = Date.now();
    const contents = opened.map((item) =>
      item.failure === undefined ? { ...item, plaintext: kind.content(item, new Date(now)) } : item,
    );
    const failed = new Set(opened.filter(({ failure }) => failure !== undefined).map(({ id }) => id));
    const used = items.filter(({ secret }) => !failed.has(secret.id));
    const unopened = items.filter(({ secret }) => failed.has(secret.id));
    const about = {
      deliveryId: newId('delivery', now),
      consumerId: consumer.state.consumer.id,
      issuedAt: new Date(now).toISOString(),
      expiresAt: new Date(now + LIFETIME_MS).toISOString(),
      nonce: consumer.nonce,
    };
    const delivery = await sealDelivery(consumer.publicKey, about, contents, kind.info);
    await this.#record(consumer, delivery.deliveryId, { used, unopened }, origin, kind);
    this.#parts.usage.note(used.map(({ secret }) => secret));
    return delivery;
  }

  /** One box that does not open keeps nobody from the others. */
  async #opened(items: readonly UsableSecret[], kind: DeliveryKind): Promise<DeliveryItem[] | undefined> {
    const { stores, opener } = this.#parts;
    const [first] = items;
    if (first === undefined) return [];
    const { organizationId } = first;
    const refs = items.map(({ secret: { id, version } }) => ({ secretId: id, version }));
    const found = await stores.secretVersions.envelopesOf(stores.database.reader, organizationId, refs);
    const envelopes = new Map(found.map((each) => [each.secretId, each]));
    const opened: DeliveryItem[] = [];
    let bytes = 0;
    for (const { secret } of items) {
      const stored = envelopes.get(secret.id);
      if (stored === undefined) return undefined;
      const { id, name, version, type, isFile, isSensitive } = secret;
      const about = { id, name, version, type, isFile, isSensitive };
      const plaintext = await openOne(opener, stored, organizationId).catch((error: unknown) => {
        if (!(error instanceof KeyUnavailable)) throw error;
        return undefined;
      });
      if (plaintext === undefined) {
        opened.push({ ...about, failure: kind.unopened(id), plaintext: Plaintext.ofText('') });
        continue;
      }
      bytes += revealPlaintext(plaintext).length;
      if (bytes > MAX_BYTES) {
        throw new LimitExceeded(`A delivery holds at most ${MAX_BYTES} bytes; name some of the secrets.`);
      }
      opened.push({ ...about, plaintext });
    }
    return opened;
  }

  /** One transaction: the use is recorded and the credential is consumed, or nothing is delivered. */
  async #record(
    { state: { consumer }, credential }: AuthenticatedConsumer,
    deliveryId: string,
    { used, unopened }: DeliveredUse,
    origin: Origin,
    { action }: DeliveryKind,
  ): Promise<void> {
    const { services, stores } = this.#parts;
    const detail = {
      deliveryId,
      count: used.length,
      secrets: namesIn(used),
      ...(unopened.length > 0 && { unopened: namesIn(unopened) }),
    };
    const principal = principalOf(consumer, origin);
    const actor = { principal, origin, organizationId: consumer.organizationId };
    const attempt = { action, subjectId: consumer.id };
    await services.trail.commit(actor, attempt, async (unit, note) => {
      await useUp(stores, unit, credential);
      this.#made += 1;
      if (this.#made % PURGE_EVERY === 1) await stores.usedProofs.forget(unit, new Date());
      note({ detail });
    });
  }
}

/** Names and versions for the audit log. */
function namesIn(items: readonly UsableSecret[]): string {
  return JSON.stringify(items.map(({ secret }) => `${auditName(secret)}@${secret.version}`));
}

/**
 * Consumes a credential.
 *
 * @throws ConsumerRefused for a proof that was used before, or a token that was first used with another key.
 */
export async function useUp(stores: Stores, unit: UnitOfWork, credential: Credential): Promise<void> {
  const { digest, boundTo, expiresAt, isSingleUse } = credential;
  const first = await stores.usedProofs.use(unit, digest, boundTo, expiresAt);
  if (first.isNew) return;
  if (isSingleUse) throw new ConsumerRefused('REPLAYED');
  if (first.boundTo !== boundTo) throw new ConsumerRefused('KEY_SWAP');
}

/**
 * Opens one envelope.
 *
 * @throws KeyUnavailable for a key generation that is not in the ring, and for a damaged envelope.
 */
export async function openOne(
  opener: Opener,
  { envelope, secretId, sealedAs }: VersionEnvelope,
  organizationId: string,
): Promise<Plaintext> {
  try {
    return await opener.open(envelope, { organizationId, secretId, version: sealedAs });
  } catch (error) {
    if (!(error instanceof OpenError)) throw error;
    throw new KeyUnavailable('A secret does not open with the keys of this dispenser; nothing was sent.');
  }
}
