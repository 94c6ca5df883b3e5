import { bytes, primary, reference, time } from '../sql/column';
import { table } from '../sql/table';

/** A request that was carried out under an idempotency key. */
export const IDEMPOTENCY_RECORD = table(
  'idempotency_record',
  {
    digest: primary(bytes(), 'idempotency_record_pk'),
    organizationId: reference('organization'),
    fingerprint: bytes(),
    subjectId: reference(),
    createdAt: time(),
  },
  {
    indices: {
      idempotency_record_created_index: ['createdAt'],
      idempotency_record_organization_index: ['organizationId'],
    },
  },
);
