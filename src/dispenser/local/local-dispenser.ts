import { waysOutOf } from '../../core/consumption';
import { hasExpired } from '../../core/expiry';
import { newId } from '../../core/id';
import type { Page, PageRequest } from '../../core/page';
import { PAGE_SIZE } from '../../core/page';
import { Permission } from '../../core/permission';
import type { Plaintext } from '../../core/plaintext';
import { operatorPrincipal, Permit } from '../../core/policy';
import { type Secret, SecretAccess } from '../../core/secret';
import { WayOut } from '../../core/way-out';
import { OpenError } from '../../crypto/crypto.error';
import type { Opener } from '../../crypto/open/open';
import type { Services } from '../../services/services';
import type { Stores } from '../../storage/stores';
import { sortKeyOf } from '../../storage/stores/secret-filter';
import { DeliveryError } from '../delivery/delivery.error';
import { asVariables, type LocalDelivery, reasonToSkip } from './local-secret';

/** What a {@link LocalDispenser} works with. */
export interface LocalDispenserParts {
  readonly stores: Stores;
  readonly services: Services;
  readonly opener: Opener;
}

const BY_NAME = { by: 'NAME', descending: false } as const;

/** Delivers the secrets of an organization to a command of the operator, who holds the opening key. */
export class LocalDispenser {
  readonly #stores: Stores;
  readonly #services: Services;
  readonly #opener: Opener;

  constructor({ stores, services, opener }: LocalDispenserParts) {
    this.#stores = stores;
    this.#services = services;
    this.#opener = opener;
  }

  /**
   * Opens the latest version of every secret that belongs to the organization itself, and commits an audit event for
   * each before it returns a value. Secrets of teams and users are left out.
   *
   * @throws DeliveryError for a secret that does not open or that a variable cannot hold, and for two that would share
   * a variable.
   */
  async deliver(organizationId: string): Promise<LocalDelivery> {
    const permit = operatorPermit(organizationId);
    const skipped: string[] = [];
    const chosen = (await this.#secretsOf(permit)).filter((secret) => {
      const reason = reasonNotToOpen(secret);
      if (reason !== undefined) skipped.push(`the secret "${secret.name}" ${reason}`);
      return reason === undefined;
    });
    const values = await this.#open(organizationId, chosen);
    // A secret without a value was deleted after the list was read.
    const opened = chosen.flatMap((secret) => {
      const value = values.get(secret.id);
      return value === undefined ? [] : [{ secret, value }];
    });
    const { secrets, warnings } = asVariables(opened);
    await this.#record(
      permit,
      opened.map(({ secret }) => secret),
    );
    return { secrets, warnings: [...skipped, ...warnings] };
  }

  async #secretsOf(permit: Permit): Promise<readonly Secret[]> {
    const secrets: Secret[] = [];
    let page: PageRequest = { size: PAGE_SIZE.max, backward: false, after: undefined, before: undefined };
    for (;;) {
      const pages = await this.#stores.secrets.page(
        this.#stores.database.reader,
        [permit],
        { access: [SecretAccess.ORGANIZATION] },
        BY_NAME,
        page,
      );
      const found: Page<Secret> | undefined = pages.get(permit.organizationId);
      secrets.push(...(found?.rows ?? []));
      const last = secrets.at(-1);
      if (!found?.hasNextPage || last === undefined) return secrets;
      page = { ...page, after: sortKeyOf(last, BY_NAME.by) };
    }
  }

  async #open(organizationId: string, secrets: readonly Secret[]): Promise<ReadonlyMap<string, Plaintext>> {
    const values = new Map<string, Plaintext>();
    for (let from = 0; from < secrets.length; from += PAGE_SIZE.max) {
      const batch = secrets.slice(from, from + PAGE_SIZE.max);
      const envelopes = await this.#stores.secretVersions.envelopesOf(
        this.#stores.database.reader,
        organizationId,
        batch.map(({ id, version }) => ({ secretId: id, version })),
      );
      for (const { secretId, sealedAs, envelope } of envelopes) {
        const name = batch.find(({ id }) => id === secretId)?.name ?? secretId;
        const binding = { organizationId, secretId, version: sealedAs };
        values.set(secretId, await this.#openOne(name, envelope, binding));
      }
    }
    return values;
  }

  async #openOne(
    name: string,
    envelope: Uint8Array,
    binding: { organizationId: string; secretId: string; version: number },
  ): Promise<Plaintext> {
    try {
      return await this.#opener.open(envelope, binding);
    } catch (error) {
      if (!(error instanceof OpenError)) throw error;
      throw new DeliveryError(`the secret "${name}" does not open with the opening key that is here`);
    }
  }

  /** One transaction: every use is recorded, or nothing is delivered. */
  async #record(permit: Permit, secrets: readonly Secret[]): Promise<void> {
    const facts = secrets.map((secret) => ({
      action: 'secret.use' as const,
      subjectId: secret.id,
      detail: { name: secret.name, version: secret.version },
    }));
    const [first, ...others] = facts;
    if (first === undefined) return;
    await this.#services.trail.commit(permit, first, async (unit, note, also) => {
      const at = new Date();
      const uses = secrets.map(({ id, version }) => ({ secretId: id, version, at }));
      await this.#stores.secrets.touchUsed(unit, uses);
      await this.#stores.secretVersions.touchUsed(unit, uses);
      note(first);
      for (const fact of others) also(fact);
    });
  }
}

function operatorPermit(organizationId: string): Permit {
  const permissions = [Permission.USE_SECRETS, Permission.VIEW_SECRETS];
  const operator = operatorPrincipal(organizationId, permissions, newId('event'));
  const permit = Permit.decide(operator, Permission.USE_SECRETS, organizationId);
  if (permit instanceof Error) throw permit;
  return permit;
}

/** Why a secret is not opened; undefined if it is. */
function reasonNotToOpen(secret: Secret): string | undefined {
  if (hasExpired(secret, new Date())) return 'has expired and is left out';
  const reason = reasonToSkip(secret);
  if (reason !== undefined || waysOutOf(secret).includes(WayOut.DELIVER)) return reason;
  return 'has a use policy that does not let its value be delivered, and is left out';
}
