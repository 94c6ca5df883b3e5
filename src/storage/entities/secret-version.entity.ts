import { bytes, flag, id, number, optional, reference, text, time } from '../sql/column';
import { table } from '../sql/table';

/**
 * One sealed value of a secret. `sealedAs` is the number of the version that its envelope is bound to, if that is an earlier one:
 * a rollback copies the envelope, and only that binding opens it.
 */
export const SECRET_VERSION = table(
  'secret_version',
  {
    id: id(),
    organizationId: reference('organization'),
    secretId: reference('secret'),
    version: number(),
    keyId: reference(),
    sealedByClient: flag(),
    envelope: bytes(),
    createdAt: time(),
    createdBy: reference(),
    restoredFrom: optional(number()),
    sealedAs: optional(number()),
    address: optional(text()),
    client: optional(text()),
    lastUsedAt: optional(time()),
  },
  {
    idPrefix: 'version',
    uniques: { secret_version_unique: ['secretId', 'version'] },
    indices: {
      secret_version_key_index: ['keyId'],
      secret_version_organization_index: ['organizationId'],
    },
  },
);
