/** A credential without its text: only a digest is stored. */
export interface Token {
  readonly id: string;
  readonly organizationId: string;
  /** Whom it authenticates. */
  readonly principalId: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly createdBy: string;
  /** The principals, besides its own, without whose powers it has none: those through whose hands it came. */
  readonly makers: readonly string[];
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
}
