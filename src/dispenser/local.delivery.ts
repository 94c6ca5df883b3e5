import { newId } from '../core/id';
import type { Page, PageRequest } from '../core/page';
import { PAGE_SIZE } from '../core/page';
import { Permission } from '../core/permission';
import { type Plaintext, revealPlaintext } from '../core/plaintext';
import { operatorPrincipal, Permit } from '../core/policy';
import { type Secret, SecretAccess, SecretType } from '../core/secret';
import { OpenError } from '../crypto/crypto.error';
import type { Opener } from '../crypto/open';
import type { Services } from '../services/services';
import { sortKeyOf } from '../storage/secret.filter';
import type { Stores } from '../storage/stores';
import { isSteering, variableName, variableNames } from './child.environment';
import { DeliveryError } from './delivery.error';
import { isMaskable, MASKED_CHARACTERS } from './mask.forms';
import type { PrivateFolder } from './private.folder';

/** One opened secret with the variable that it goes into. */
export interface DeliveredSecret {
  readonly secret: Secret;
  readonly variable: string;
  readonly value: Plaintext;
}

/** What is given to a local command, and what is worth saying of it. */
export interface LocalDelivery {
  readonly secrets: readonly DeliveredSecret[];
  /** A sentence for each secret that is left out or not masked. They name secrets and hold no value. */
  readonly warnings: readonly string[];
}

/** What a local delivery needs. */
export interface DeliveryParts {
  readonly stores: Stores;
  readonly services: Services;
  readonly opener: Opener;
}

const BY_NAME = { by: 'NAME', descending: false } as const;

/** Gives the secrets of an organization to a command of the person at the machine, who holds the opening key. */
export class LocalDispenser {
  readonly #stores: Stores;
  readonly #services: Services;
  readonly #opener: Opener;

  constructor({ stores, services, opener }: DeliveryParts) {
    this.#stores = stores;
    this.#services = services;
    this.#opener = opener;
  }

  /**
   * Opens the latest version of every secret that belongs to the organization itself, and writes an audit event for each
   * before any value is handed out. Secrets of teams and persons are not the operator's.
   *
   * @throws DeliveryError for a secret that does not open or fit, and for two that share a variable.
   */
  async deliver(organizationId: string): Promise<LocalDelivery> {
    const permit = operatorPermit(organizationId);
    const warnings: string[] = [];
    const chosen = (await this.#secretsOf(permit)).filter((secret) => {
      const reason = reasonToSkip(secret);
      if (reason !== undefined) warnings.push(`the secret "${secret.name}" ${reason}`);
      return reason === undefined;
    });
    const variables = variableNames(chosen.map(({ name }) => name));
    const values = await this.#open(organizationId, chosen);
    const secrets = chosen.flatMap((secret) => {
      const value = values.get(secret.id);
      // Deleted since the list was read.
      if (value === undefined) return [];
      if (!secret.isFile) requireText(secret, value);
      if (secret.isSensitive && !isMaskable(revealPlaintext(value))) {
        warnings.push(
          `the value of "${secret.name}" has fewer than ${MASKED_CHARACTERS} characters and is not masked in the output`,
        );
      }
      return [{ secret, variable: variables.get(secret.name)!, value }];
    });
    await this.#record(permit, secrets);
    return { secrets, warnings };
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
      for (const { secretId, version, envelope } of envelopes) {
        const name = batch.find(({ id }) => id === secretId)?.name ?? secretId;
        values.set(secretId, await this.#openOne(name, envelope, { organizationId, secretId, version }));
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

  /** One transaction: either every use is on record, or nothing is handed out. */
  async #record(permit: Permit, secrets: readonly DeliveredSecret[]): Promise<void> {
    const facts = secrets.map(({ secret }) => ({
      action: 'secret.use' as const,
      subjectId: secret.id,
      detail: { name: secret.name, version: secret.version },
    }));
    const [first, ...others] = facts;
    if (first === undefined) return;
    await this.#services.trail.commit(permit, first, async (unit, note, also) => {
      const at = new Date();
      await this.#stores.secrets.touchUsed(
        unit,
        secrets.map(({ secret }) => ({ secretId: secret.id, at })),
      );
      note(first);
      for (const fact of others) also(fact);
    });
  }
}

/** The variables for the child; files are written to the folder and their paths are what the variables hold. */
export function variablesOf(
  secrets: readonly DeliveredSecret[],
  folder: () => PrivateFolder,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    secrets.map(({ secret, variable, value }) => {
      const bytes = revealPlaintext(value);
      return [
        variable,
        secret.isFile ? folder().write(variable, bytes) : Buffer.from(bytes).toString('utf8'),
      ];
    }),
  );
}

/** The bytes to look for in the child's output: those of every secret that is not marked as harmless to show. */
export function maskedValues(secrets: readonly DeliveredSecret[]): readonly Uint8Array[] {
  return secrets.filter(({ secret }) => secret.isSensitive).map(({ value }) => revealPlaintext(value));
}

function operatorPermit(organizationId: string): Permit {
  const permissions = [Permission.USE_SECRETS, Permission.VIEW_SECRETS];
  const operator = operatorPrincipal(organizationId, permissions, newId('event'));
  const permit = Permit.decide(operator, Permission.USE_SECRETS, organizationId);
  if (permit instanceof Error) throw permit;
  return permit;
}

function reasonToSkip(secret: Secret): string | undefined {
  if (secret.expiresAt !== null && secret.expiresAt.getTime() <= Date.now()) {
    return 'has expired and is left out';
  }
  // Its seed would let the child make codes for ever.
  if (secret.type === SecretType.TOTP) return 'holds a TOTP seed, which is never given out, and is left out';
  if (isSteering(variableName(secret.name))) {
    return 'has the name of a variable that changes which programs run, and is left out';
  }
  return undefined;
}

/** @throws DeliveryError for bytes that a variable cannot hold: NUL, and what is not UTF-8. */
function requireText(secret: Secret, value: Plaintext): void {
  const bytes = revealPlaintext(value);
  const isText =
    !bytes.includes(0) && Buffer.compare(Buffer.from(Buffer.from(bytes).toString('utf8')), bytes) === 0;
  if (isText) return;
  throw new DeliveryError(
    `the value of "${secret.name}" is not text and cannot be a variable; store it as a file (isFile)`,
  );
}
