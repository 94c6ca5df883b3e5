import { waysOutOf } from '../../core/consumption';
import { hasExpired } from '../../core/expiry';
import type { Page, PageRequest } from '../../core/page';
import { PAGE_SIZE } from '../../core/page';
import { Permission } from '../../core/permission';
import type { Plaintext } from '../../core/plaintext';
import { operatorPermit, type Permit } from '../../core/policy';
import { type Secret, SecretAccess } from '../../core/secret';
import { WayOut } from '../../core/way-out';
import { OpenError } from '../../crypto/crypto.error';
import type { Opener } from '../../crypto/open/open';
import type { Services } from '../../services/services';
import type { Stores } from '../../storage/stores';
import { sortKeyOf } from '../../storage/stores/secret-filter';
import type { LeftOut } from './left-out';
import type { LocalSecret } from './local-secret';
import type { VariableChoice } from './variable-choice';

/** What a {@link LocalDispenser} works with. */
export interface LocalDispenserParts {
  readonly stores: Stores;
  readonly services: Services;
  readonly opener: Opener;
}

/** The secrets for a local command. */
export interface LocalDelivery {
  readonly secrets: readonly LocalSecret[];
  /** One sentence for each secret that is left out. They name secrets and hold no values. */
  readonly lines: readonly string[];
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
   * Opens the latest version of the chosen secrets that belong to the organization itself, and commits an audit event
   * for each that becomes a variable before it returns a value. Secrets of teams and users are left out.
   *
   * @returns the secrets with their variables, and a line for each that is left out.
   * @throws DeliveryError as {@link VariableChoice}.
   */
  async deliver(organizationId: string, choice: VariableChoice): Promise<LocalDelivery> {
    const permit = operatorPermit(organizationId, Permission.USE_SECRETS, [
      Permission.USE_SECRETS,
      Permission.VIEW_SECRETS,
    ]);
    const chosen = [...choice.chosen(await this.#secretsOf(permit))].sort(byCreation);
    const leftOut: LeftOut[] = [];
    const now = new Date();
    const usable = chosen.filter((secret) => {
      const reason = reasonNotToGive(secret, now, choice);
      if (reason !== undefined) leftOut.push({ name: secret.name, reason });
      return reason === undefined;
    });
    const values = await this.#open(organizationId, usable);
    const opened = usable.flatMap((secret) => {
      const value = values.get(secret.id);
      if (value === 'unopened') leftOut.push({ name: secret.name, reason: value });
      // A secret without a value was deleted after the list was read.
      return value === undefined || value === 'unopened' ? [] : [{ secret, value }];
    });
    const delivery = choice.assign(opened, leftOut);
    const used = new Set(delivery.secrets.map(({ secret }) => secret));
    await this.#record(
      permit,
      usable.filter((secret) => used.has(secret)),
    );
    return delivery;
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

  async #open(
    organizationId: string,
    secrets: readonly Secret[],
  ): Promise<ReadonlyMap<string, Plaintext | 'unopened'>> {
    const values = new Map<string, Plaintext | 'unopened'>();
    for (let from = 0; from < secrets.length; from += PAGE_SIZE.max) {
      const batch = secrets.slice(from, from + PAGE_SIZE.max);
      const envelopes = await this.#stores.secretVersions.envelopesOf(
        this.#stores.database.reader,
        organizationId,
        batch.map(({ id, version }) => ({ secretId: id, version })),
      );
      for (const { secretId, sealedAs, envelope } of envelopes) {
        values.set(secretId, await this.#openOne(envelope, { organizationId, secretId, version: sealedAs }));
      }
    }
    return values;
  }

  async #openOne(
    envelope: Uint8Array,
    binding: { organizationId: string; secretId: string; version: number },
  ): Promise<Plaintext | 'unopened'> {
    try {
      return await this.#opener.open(envelope, binding);
    } catch (error) {
      if (!(error instanceof OpenError)) throw error;
      return 'unopened';
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

/** The ids of secrets grow with the time of their creation. */
function byCreation(one: Secret, other: Secret): number {
  return one.id < other.id ? -1 : 1;
}

function reasonNotToGive(secret: Secret, now: Date, choice: VariableChoice): LeftOut['reason'] | undefined {
  if (hasExpired(secret, now)) return 'expired';
  const reason = choice.reasonNotToOpen(secret);
  if (reason !== undefined || waysOutOf(secret).includes(WayOut.DELIVER)) return reason;
  return 'policy';
}
