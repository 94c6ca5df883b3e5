import { INSTANCE_CHAIN } from '../core/audit-event';
import { Conflict, Unauthenticated } from '../core/errors';
import { newId } from '../core/id';
import { effectivePermissions } from '../core/permission';
import { type Grant, type Origin, type Principal, PrincipalKind, type User } from '../core/principal';
import { isPresentableToken, mintToken, tokenDigest } from '../crypto/token.format';
import type { Stores } from '../storage/stores';
import type { StoredGrant } from '../storage/stores/grant.row';
import type { TokenHolder } from '../storage/stores/token.store';
import type { AuditTrail } from './audit-trail';
import { intersectGrants } from './delegation';
import { Throttle } from './throttle';

/** A person as the identity provider vouches for them. */
export interface VerifiedUser {
  readonly issuer: string;
  readonly subject: string;
  /** {@link UNNAMED} when the token says no name. */
  readonly name: string;
  /** Null when the token says none. */
  readonly email: string | null;
}

/** The name of a person whose identity provider gives none. */
export const UNNAMED = 'user';

/** A token's use is written down again after this time, or at once from another address. */
const USE_INTERVAL_MS = 3_600_000;
/** Refused credentials of one address are written down once in this time, so that guessing cannot fill the log. */
const REFUSAL_INTERVAL_MS = 60_000;
/** A person's name and e-mail are written again at most once in this time, so that two tokens that differ cannot fill the log. */
const PROFILE_INTERVAL_MS = 60_000;

/**
 * Turns a credential into a principal with the grants it has now. Nothing is remembered between requests, so a
 * revocation or a demotion holds for the very next one.
 */
export class AuthenticationService {
  readonly #stores: Stores;
  readonly #trail: AuditTrail;
  readonly #refusals = new Throttle(REFUSAL_INTERVAL_MS);
  readonly #uses = new Throttle(USE_INTERVAL_MS);
  readonly #profiles = new Throttle(PROFILE_INTERVAL_MS);
  /** Looked up for a text that cannot be a token, so that it takes as long as one that is merely unknown. */
  readonly #nobodysToken = mintToken('svc');
  readonly #pending = new Set<Promise<void>>();
  readonly #onFault: (error: unknown) => void;

  constructor(parts: { stores: Stores; trail: AuditTrail; onFault: (error: unknown) => void }) {
    this.#stores = parts.stores;
    this.#trail = parts.trail;
    this.#onFault = parts.onFault;
  }

  /**
   * The principal of an opaque token. Unknown, malformed, revoked and expired take the same path: a digest and a look-up.
   *
   * @throws Unauthenticated for each of them alike.
   */
  async ofToken(text: string, origin: Origin): Promise<Principal> {
    const digest = tokenDigest(isPresentableToken(text) ? text : this.#nobodysToken);
    const holder = await this.#stores.tokens.authenticate(this.#stores.database.reader, digest);
    const now = Date.now();
    if (holder === undefined || !isValid(holder, now)) {
      await this.refuse(origin);
      throw new Unauthenticated();
    }
    const principal = await this.#ofHolder(holder, origin);
    if (isNotableUse(holder, origin, now)) this.#inBackground(this.#noteUse(holder, principal));
    return principal;
  }

  /**
   * The principal of a person whose identity has been verified. The first login creates the user; a later one with
   * another name or e-mail updates it in the background.
   */
  async ofUser(verified: VerifiedUser, origin: Origin): Promise<Principal> {
    const stored = await this.#findUser(verified);
    const user = stored ? refreshed(stored, verified) : await this.#createUser(verified, origin);
    const principal = userPrincipal(user, await this.#grants(user.id), origin);
    if (stored && (user.name !== stored.name || user.email !== stored.email)) {
      this.#inBackground(this.#profiles.once(user.id, () => this.#updateUser(user, stored, principal)));
    }
    return principal;
  }

  /** The same principal, by the same token, with the grants it has now. */
  async renew(principal: Principal): Promise<Principal> {
    return {
      ...principal,
      grants: await this.#bound(await this.#grants(principal.id), principal.tokenMakers ?? []),
    };
  }

  /** Writes down that a credential was refused, once a minute for each address. */
  async refuse(origin: Origin): Promise<void> {
    await this.#refusals.once(origin.address, () =>
      this.#trail.refuse(origin, INSTANCE_CHAIN, { action: 'authentication.refuse', subjectId: null }),
    );
  }

  /** Waits for what was still to be written down. */
  async settle(): Promise<void> {
    await Promise.all(this.#pending);
  }

  async #ofHolder(holder: TokenHolder, origin: Origin): Promise<Principal> {
    const { token } = holder;
    return {
      id: token.principalId,
      kind: holder.principalKind,
      name: holder.principalName,
      homeOrganizationId: token.organizationId,
      tokenId: token.id,
      tokenMakers: token.makers,
      mayCreateOrganizations: holder.mayCreateOrganizations && token.makers.length === 0,
      grants: await this.#bound(grantsByOrganization(holder.grants), token.makers),
      origin,
    };
  }

  /** What a token gives: the powers that its principal and all its makers have now. */
  async #bound(
    own: ReadonlyMap<string, Grant>,
    makers: readonly string[],
  ): Promise<ReadonlyMap<string, Grant>> {
    const others = await Promise.all(makers.map((id) => this.#grants(id)));
    return others.reduce(intersectGrants, own);
  }

  async #grants(principalId: string): Promise<ReadonlyMap<string, Grant>> {
    return grantsByOrganization(
      await this.#stores.memberships.grants(this.#stores.database.reader, principalId),
    );
  }

  /** Requests that come at once with a token not used for long, or from two addresses in turn, are noted once. */
  #noteUse({ token: { id, organizationId } }: TokenHolder, principal: Principal): Promise<void> {
    const { origin } = principal;
    return this.#uses.once(`${id} ${origin.address}`, () =>
      this.#trail.commit(
        { principal, origin },
        { action: 'token.use', subjectId: id, chainId: organizationId },
        (unit) => this.#stores.tokens.touch(unit, id, new Date(), origin.address),
      ),
    );
  }

  #inBackground(task: Promise<void>): void {
    const settled = task.catch(this.#onFault).finally(() => this.#pending.delete(settled));
    this.#pending.add(settled);
  }

  #findUser(verified: VerifiedUser): Promise<User | undefined> {
    const { database, principals } = this.#stores;
    return principals.findUser(database.reader, verified.issuer, verified.subject);
  }

  async #createUser(verified: VerifiedUser, origin: Origin): Promise<User> {
    const { issuer, subject, name, email } = verified;
    const user: User = { id: newId('user'), name, email, createdAt: new Date() };
    const principal = userPrincipal(user, new Map(), origin);
    try {
      return await this.#trail.commit(
        { principal, origin },
        { action: 'user.create', subjectId: user.id },
        async (unit) => {
          await this.#stores.principals.insertUser(unit, user, issuer, subject);
          return user;
        },
      );
    } catch (error) {
      // Two first requests at once: the unique issuer and subject let one of them make the user.
      const made = error instanceof Conflict ? await this.#findUser(verified) : undefined;
      if (made === undefined) throw error;
      return made;
    }
  }

  /** The event says which of the two changed and not what to: the log keeps no personal data that the row could lose. */
  #updateUser(user: User, stored: User, principal: Principal): Promise<void> {
    const detail = { name: user.name !== stored.name, email: user.email !== stored.email };
    return this.#trail.commit(
      { principal, origin: principal.origin },
      { action: 'user.update', subjectId: user.id, chainId: INSTANCE_CHAIN },
      async (unit, note) => {
        await this.#stores.principals.updateUser(unit, user, new Date());
        note({ detail });
      },
    );
  }
}

function userPrincipal({ id, name }: User, grants: ReadonlyMap<string, Grant>, origin: Origin): Principal {
  return {
    id,
    kind: PrincipalKind.USER,
    name,
    homeOrganizationId: undefined,
    tokenId: undefined,
    mayCreateOrganizations: false,
    grants,
    origin,
  };
}

/** The user with what the token says of them. Tokens for other uses may lack these claims, which takes nothing away. */
function refreshed(stored: User, { name, email }: VerifiedUser): User {
  return { ...stored, name: name === UNNAMED ? stored.name : name, email: email ?? stored.email };
}

function isValid({ token }: TokenHolder, now: number): boolean {
  return token.revokedAt === null && (token.expiresAt === null || token.expiresAt.getTime() > now);
}

function isNotableUse(holder: TokenHolder, origin: Origin, now: number): boolean {
  const last = holder.token.lastUsedAt;
  return last === null || now - last.getTime() > USE_INTERVAL_MS || holder.lastUsedAddress !== origin.address;
}

function grantsByOrganization(stored: readonly StoredGrant[]): ReadonlyMap<string, Grant> {
  return new Map(
    stored.map(({ organizationId, organization, permissions, teamIds }) => [
      organizationId,
      { organizationId, organization, permissions: effectivePermissions(permissions), teamIds },
    ]),
  );
}
