import { bytes, id, optional, reference, text, time, wordList } from '../sql/column';
import { table } from '../sql/table';

/** A token: the digest of the credential, never its text. */
export const TOKEN = table(
  'token',
  {
    id: id(),
    organizationId: reference('organization'),
    principalId: reference(),
    name: text(),
    digest: bytes(),
    createdAt: time(),
    createdBy: reference(),
    makers: wordList(),
    expiresAt: optional(time()),
    revokedAt: optional(time()),
    lastUsedAt: optional(time()),
    lastUsedAddress: optional(text()),
    parentId: optional(reference()),
  },
  {
    idPrefix: 'token',
    uniques: { token_digest_unique: ['digest'] },
    indices: {
      token_created_index: ['organizationId', 'createdAt', 'id'],
      token_principal_index: ['principalId'],
      token_parent_index: ['parentId'],
    },
  },
);
