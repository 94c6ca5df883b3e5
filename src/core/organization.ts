/** A tenant. No row of one organization is reachable from another. */
export interface Organization {
  readonly id: string;
  /** In lower case, unique across the instance. */
  readonly slug: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** How many versions of a secret are kept, the current one included; null for all. */
  readonly keepVersions: number | null;
  /** How many days a version is kept after a newer one has replaced it; null for ever. */
  readonly keepDays: number | null;
}

/** What an organization may choose for its history. */
export const RETENTION = { versions: { min: 1, max: 10_000 }, days: { min: 1, max: 3_650 } } as const;
