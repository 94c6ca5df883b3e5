import type { PinnedClaim } from '../../core/pinned-claim';
import type { WayOut } from '../../core/way-out';
import { bytes, id, mapped, optional, primary, reference, text, time, wordList } from '../sql/column';
import { table } from '../sql/table';

/**
 * A consumer. Team and repository are not foreign keys, so a consumer does not keep them from being deleted. The id of
 * a deleted one is never used again, so it allows nothing.
 */
export const CONSUMER = table(
  'consumer',
  {
    id: id(),
    organizationId: reference('organization'),
    name: text(),
    nameFolded: text(),
    ownerId: optional(reference()),
    publicKey: optional(text()),
    issuer: optional(text()),
    audience: optional(text()),
    claims: optional(
      mapped(text(), JSON.parse as (stored: string) => Record<string, PinnedClaim>, JSON.stringify),
    ),
    namePrefix: optional(text()),
    teamId: optional(reference()),
    repositoryId: optional(reference()),
    waysOut: optional(wordList<WayOut>()),
    addressRanges: mapped(text(), JSON.parse as (stored: string) => readonly string[], JSON.stringify),
    createdAt: time(),
    createdBy: reference(),
    updatedAt: time(),
    expiresAt: optional(time()),
  },
  {
    idPrefix: 'consumer',
    constant: ['id', 'organizationId', 'ownerId', 'createdAt', 'createdBy'],
    uniques: { consumer_name_unique: ['organizationId', 'nameFolded'] },
  },
);

/** A secret that a consumer names by its id. */
export const CONSUMER_SECRET = table(
  'consumer_secret',
  { consumerId: primary(reference('consumer')), secretId: primary(reference('secret')) },
  { indices: { consumer_secret_secret_index: ['secretId'] } },
);

/** What the dispenser's operator has approved. A row proves nothing before its code is verified. */
export const CONSUMER_APPROVAL = table('consumer_approval', {
  consumerId: primary(reference('consumer')),
  keyId: reference(),
  mac: bytes(),
  approvedAt: time(),
});

/** What a consumer has shown to a dispenser and must not be accepted again. */
export const USED_PROOF = table(
  'used_proof',
  { digest: primary(bytes(), 'used_proof_pk'), boundTo: text(), expiresAt: time() },
  { indices: { used_proof_expires_index: ['expiresAt'] } },
);
