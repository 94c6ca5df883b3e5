/** A code repository that secrets can be made visible to. */
export interface Repository {
  readonly id: string;
  readonly organizationId: string;
  /** The number that identifies it in the GitHub dialect. */
  readonly databaseId: number;
  readonly name: string;
  readonly isPrivate: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
