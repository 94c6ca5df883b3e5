import { INSTANCE_CHAIN } from '../core/audit-event';
import { Conflict, Unauthenticated } from '../core/errors';
import { newId } from '../core/id';
import { effectivePermissions } from '../core/permission';
import { type Grant, type Origin, type Principal, PrincipalKind, type User } from '../core/principal';
import { addressKey } from '../core/rate';
import { isPresentableToken, mintToken, tokenDigest } from '../crypto/token.format';
import type { Stores } from '../storage/stores';
import type { StoredGrant } from '../storage/stores/grant.row';
import type { TokenHolder } from '../storage/stores/token.store';
import type { AuditTrail } from './audit-trail';
import { intersectGrants } from './delegation';
import { Throttle } from './throttle';

/** A person whose identity the identity provider has confirmed. */
export interface VerifiedUser {
  readonly issuer: string;
  readonly subject: string;
  /** {@link UNNAMED} if the token has no name. */
  readonly name: string;
  /** Null if the token has none. */
  readonly email: string | null;
  /** When the token stops being accepted. */
  readonly expiresAt: Date;
}

/** The name of a person whose token has none. */
export const UNNAMED = 'user';

/** The use of a token is recorded again after this time, or at once from another address. */
const USE_INTERVAL_MS = 3_600_000;
/** Refused credentials are recorded once in this time for each address, so that guessing cannot fill the log. */
const REFUSAL_INTERVAL_MS = 60_000;
/** A person's profile is updated at most once in this time, so that two tokens that differ cannot fill the log. */
const PROFILE_INTERVAL_MS = 60_000;

/**
 * Turns a credential into a principal with the grants it has now. Nothing is cached between requests, so a revocation or a
 * demotion applies to the very next one.
 */
export class AuthenticationService {
  readonly #stores: Stores;
  readonly #trail: AuditTrail;
  readonly #refusals = new Throttle(REFUSAL_INTERVAL_MS);
  readonly #uses = new Throttle(USE_INTERVAL_MS);
  readonly #profiles = new Throttle(PROFILE_INTERVAL_MS);
  /** Looked up in place of a malformed token, which then takes as long to refuse as an unknown one. */
  readonly #unknownToken = mintToken('svc');
  readonly #pending = new Set<Promise<void>>();
  readonly #onFault: (error: unknown) => void;

  constructor(parts: { stores: Stores; trail: AuditTrail; onFault: (error: unknown) => void }) {
    this.#stores = parts.stores;
    this.#trail = parts.trail;
    this.#onFault = parts.onFault;
  }

  /** Whether an opaque token is valid now. Records nothing. */
  async recognizes(text: string): Promise<boolean> {
    if (!isPresentableToken(text)) return false;
    const { tokens, database } = this.#stores;
    const holder = await tokens.authenticate(database.reader, tokenDigest(text), new Date());
    return holder !== undefined && !holder.hasEnded;
  }

  /**
   * The principal of an opaque token.
   *
   * @throws Unauthenticated for an unknown, malformed, revoked or expired token, and for one below such a
   * token. All take the same path: a digest and a look-up.
   */
  async ofToken(text: string, origin: Origin): Promise<Principal> {
    const digest = tokenDigest(isPresentableToken(text) ? text : this.#unknownToken);
    const now = Date.now();
    const { tokens, database } = this.#stores;
    const holder = await tokens.authenticate(database.reader, digest, new Date(now));
    if (holder === undefined || holder.hasEnded) {
      await this.refuse(origin);
      throw new Unauthenticated();
    }
    const principal = await this.#ofHolder(holder, origin);
    if (isNotableUse(holder, origin, now)) this.#inBackground(this.#noteUse(holder, principal));
    return principal;
  }

  /**
   * The principal of a person whose identity has been verified. The first login creates the user. A later one with another
   * name or e-mail updates it in the background.
   */
  async ofUser(verified: VerifiedUser, origin: Origin): Promise<Principal> {
    const stored = await this.#findUser(verified);
    const user = stored ? refreshed(stored, verified) : await this.#createUser(verified, origin);
    const principal = userPrincipal(user, await this.#grants(user.id), origin, verified.expiresAt);
    if (stored && (user.name !== stored.name || user.email !== stored.email)) {
      this.#inBackground(this.#profiles.once(user.id, () => this.#updateUser(user, stored, principal)));
    }
    return principal;
  }

  /** The same principal with the same token and the grants it has now, for work that outlasts a request. */
  async renew(principal: Principal): Promise<Principal> {
    return {
      ...principal,
      grants: await this.#bound(await this.#grants(principal.id), principal.tokenMakers ?? []),
    };
  }

  /** Records that a credential was refused, once a minute for each address (for IPv6, its first 64 bits). */
  async refuse(origin: Origin): Promise<void> {
    await this.#refusals.once(addressKey(origin.address), () =>
      this.#trail.refuse(origin, INSTANCE_CHAIN, { action: 'authentication.refuse', subjectId: null }),
    );
  }

  /** Waits for the records that are being written in the background. */
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
      credentialExpiresAt: token.expiresAt,
      mayCreateOrganizations: holder.mayCreateOrganizations && token.makers.length === 0,
      grants: await this.#bound(grantsByOrganization(holder.grants), token.makers),
      origin,
    };
  }

  /** The grants of a token: what its principal and all its makers may do now. */
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

  /** Simultaneous requests with a token, or requests from two addresses in turn, are recorded once for each address. */
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
    const principal = userPrincipal(user, new Map(), origin, verified.expiresAt);
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
      // Of two first requests at once, the unique issuer and subject let one create the user.
      const made = error instanceof Conflict ? await this.#findUser(verified) : undefined;
      if (made === undefined) throw error;
      return made;
    }
  }

  /** The event records which of the two changed, not the new text: the log keeps no personal data. */
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

function userPrincipal(
  { id, name }: User,
  grants: ReadonlyMap<string, Grant>,
  origin: Origin,
  credentialExpiresAt: Date,
): Principal {
  return {
    id,
    kind: PrincipalKind.USER,
    name,
    homeOrganizationId: undefined,
    tokenId: undefined,
    credentialExpiresAt,
    mayCreateOrganizations: false,
    grants,
    origin,
  };
}

/** The user with the name and e-mail of the token. A token without these claims changes nothing. */
function refreshed(stored: User, { name, email }: VerifiedUser): User {
  return { ...stored, name: name === UNNAMED ? stored.name : name, email: email ?? stored.email };
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
