import { primary, reference, time } from '../sql/column';
import { table } from '../sql/table';

/** A key generation that no version may be sealed with any more. */
export const RETIRED_KEY = table('retired_key', {
  keyId: primary(reference(), 'retired_key_pk'),
  retiredAt: time(),
});
