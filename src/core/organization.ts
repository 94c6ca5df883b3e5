/** A tenant: the boundary that nothing crosses. */
export interface Organization {
  readonly id: string;
  /** Lower case; unique in the instance. */
  readonly slug: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
