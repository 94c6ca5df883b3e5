/** A tenant. No row of one organization is reachable from another. */
export interface Organization {
  readonly id: string;
  /** In lower case, unique across the instance. */
  readonly slug: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
