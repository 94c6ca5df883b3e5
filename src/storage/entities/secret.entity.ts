import type { SecretAccess, SecretType, SecretVisibility } from '../../core/secret';
import { policyText, storedUsePolicy } from '../../core/use-policy';
import { flag, id, mapped, number, optional, primary, reference, text, time } from '../sql/column';
import { packedProjection } from '../sql/projection';
import { table } from '../sql/table';

/**
 * A secret: metadata only. `ownerKey` is the id of the organization, team or principal within which the name is unique. For
 * a deleted secret it is the id of the secret itself, so that its name is free.
 * A team that has secrets cannot be deleted. Each order of a list has an index.
 */
export const SECRET = table(
  'secret',
  {
    id: id(),
    organizationId: reference('organization'),
    ownerKey: reference(),
    name: text(),
    nameFolded: text(),
    type: text<SecretType>(),
    note: optional(text()),
    isSensitive: flag(),
    isFile: flag(),
    access: text<SecretAccess>(),
    teamId: optional(reference('team', 'RESTRICT')),
    ownerId: optional(reference()),
    visibility: text<SecretVisibility>(),
    version: number(),
    createdAt: time(),
    createdBy: reference(),
    updatedAt: time(),
    updatedBy: reference(),
    expiresAt: optional(time()),
    lastUsedAt: optional(time()),
    usePolicy: optional(mapped(text(), storedUsePolicy, policyText)),
    deletedAt: optional(time()),
    deletedBy: optional(reference()),
  },
  {
    idPrefix: 'secret',
    constant: ['id', 'organizationId', 'createdAt', 'createdBy', 'lastUsedAt', 'deletedAt', 'deletedBy'],
    uniques: { secret_name_unique: ['organizationId', 'ownerKey', 'nameFolded'] },
    indices: {
      secret_name_index: ['organizationId', 'nameFolded', 'id'],
      secret_created_index: ['organizationId', 'createdAt', 'id'],
      secret_updated_index: ['organizationId', 'updatedAt', 'id'],
      secret_team_index: ['teamId'],
      // Of deleted secrets only.
      secret_deleted_index: ['organizationId', 'deletedAt', 'id'],
    },
  },
);

/** All of a secret that core knows. */
export const SECRETS = packedProjection(SECRET, {
  except: ['ownerKey', 'nameFolded', 'deletedAt', 'deletedBy'],
});

/** A repository that a secret of visibility SELECTED is for. */
export const SECRET_REPOSITORY = table(
  'secret_repository',
  {
    secretId: primary(reference('secret')),
    repositoryDatabaseId: primary({
      ...number(),
      foreignKey: { table: 'repository', column: 'database_id', onDelete: 'CASCADE' },
    }),
  },
  { indices: { secret_repository_repository_index: ['repositoryDatabaseId'] } },
);
