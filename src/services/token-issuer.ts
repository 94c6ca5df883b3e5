import { Conflict, Forbidden, Unauthenticated } from '../core/errors';
import { newId, prefixOf } from '../core/id';
import { Permission } from '../core/permission';
import type { Permit } from '../core/policy';
import { isLogin, OPERATOR_ID, type Principal, PrincipalKind } from '../core/principal';
import {
  type AskedExpiry,
  earlier,
  MAX_ANCESTORS,
  type Token,
  type TokenRules,
  tokenExpiry,
} from '../core/token';
import { mintToken, tokenDigest } from '../crypto/token.format';
import type { UnitOfWork } from '../storage/database';
import type { TokenStore } from '../storage/stores/token.store';

/** A new token with its text, which is not stored and shown only once. */
export interface IssuedToken {
  readonly token: Token;
  readonly text: string;
  readonly digest: Uint8Array;
}

/** Whom a new token authenticates, and until when. */
export interface TokenOrder extends AskedExpiry {
  readonly principalId: string;
  readonly name: string;
}

/**
 * The one way to make a token over the API. No token lasts longer than the credential that it is made with, and it ends
 * with it.
 */
export class TokenIssuer {
  readonly #tokens: TokenStore;
  readonly #rules: TokenRules;

  constructor(tokens: TokenStore, rules: TokenRules) {
    this.#tokens = tokens;
    this.#rules = rules;
  }

  /**
   * Issues a token of the permit's organization. The unit has checked the caller's own token, and on PostgreSQL locked it.
   *
   * @throws Forbidden without CREATE_TOKENS, and for a login that may not make tokens; BadUserInput for the expiry;
   * Conflict when too many tokens lie above the caller's; Unauthenticated if the credential has ended meanwhile.
   */
  async issue(unit: UnitOfWork, permit: Permit, order: TokenOrder): Promise<IssuedToken> {
    const { principal } = permit;
    const now = new Date();
    const end = this.#endFor(permit, now);
    const isOperator = principal.kind === PrincipalKind.OPERATOR;
    const expiresAt = tokenExpiry(order, now, end, isOperator ? 0 : this.#rules.maxDays);
    await this.#requireRoomBelow(unit, principal.tokenId);
    const text = mintToken(prefixOf(order.principalId) === 'user' ? 'usr' : 'svc');
    const token: Token = {
      id: newId('token'),
      organizationId: permit.organizationId,
      principalId: order.principalId,
      name: order.name,
      createdAt: now,
      createdBy: principal.id,
      makers: makersOf(principal, order.principalId),
      parentId: principal.tokenId ?? null,
      expiresAt,
      revokedAt: null,
      lastUsedAt: null,
    };
    const issued = { token, text, digest: tokenDigest(text) };
    await this.#tokens.insert(unit, token, issued.digest);
    return issued;
  }

  /**
   * Binds a token to the caller in place of its makers: it does no more than the caller may do, and ends with the caller's
   * token, as if the caller had issued it.
   *
   * @throws as {@link issue}; Conflict for a token that has ended, or with which the caller's own was made.
   */
  async transfer(unit: UnitOfWork, permit: Permit, token: Token): Promise<Token> {
    const { principal } = permit;
    const now = new Date();
    const end = this.#endFor(permit, now);
    if (await this.#tokens.hasEnded(unit, token.id, now)) {
      throw new Conflict('This token has ended; issue another one.');
    }
    const below = await this.#tokens.levelsBelow(unit, token.id);
    if (principal.tokenId === token.id || below.flat().includes(principal.tokenId ?? '')) {
      throw new Conflict('The token of this request was made with that token. Use another one.');
    }
    await this.#requireRoomBelow(unit, principal.tokenId, below.length);
    const transferred = {
      ...token,
      makers: makersOf(principal, token.principalId),
      parentId: principal.tokenId ?? null,
      expiresAt: earlier(token.expiresAt, end),
    };
    await this.#tokens.transfer(unit, transferred);
    return transferred;
  }

  /**
   * When whatever the caller makes ends at the latest; null for never.
   *
   * @throws Forbidden, Unauthenticated for a caller who makes no tokens now.
   */
  #endFor(permit: Permit, now: Date): Date | null {
    permit.require(Permission.CREATE_TOKENS);
    this.#requireToken(permit.principal);
    const end = permit.principal.credentialExpiresAt;
    if (end !== null && end.getTime() <= now.getTime()) throw new Unauthenticated();
    return end;
  }

  /** What the identity provider ends, we do not hear of: a token from a login could outlive the person's account. */
  #requireToken(principal: Principal): void {
    if (!isLogin(principal) || this.#rules.fromLogin) return;
    throw new Forbidden(
      Permission.CREATE_TOKENS,
      'A login cannot make tokens here. Use a token, or ask the operator for one.',
    );
  }

  async #requireRoomBelow(unit: UnitOfWork, parentId: string | undefined, levels = 0): Promise<void> {
    if (parentId === undefined) return;
    if ((await this.#tokens.countAncestors(unit, parentId)) + levels < MAX_ANCESTORS) return;
    throw new Conflict(
      `A token has at most ${MAX_ANCESTORS} tokens above it. Make it with a token that was made earlier.`,
    );
  }
}

/**
 * The principals that a new token is bound to, other than its own: the issuer, and the makers of the token with which it was
 * issued. Otherwise a token that a service user issues for itself would outlive the maker of its first token.
 */
function makersOf(issuer: Principal, principalId: string): readonly string[] {
  const makers = new Set([...(issuer.tokenMakers ?? []), issuer.id]);
  return [...makers].filter((id) => id !== principalId && id !== OPERATOR_ID);
}
