/** A credential without its text, of which only a digest is stored. */
export interface Token {
  readonly id: string;
  readonly organizationId: string;
  /** The principal that it authenticates. */
  readonly principalId: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly createdBy: string;
  /**
   * The principals who issued it, other than its own: the issuer, and the makers of the token that the issuer used. It can
   * do only what all of them may do now.
   */
  readonly makers: readonly string[];
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
}
