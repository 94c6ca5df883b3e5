import { bytes, flag, id, number, reference, time } from '../sql/column';
import { table } from '../sql/table';

/** One sealed value of a secret. */
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
