import { primary, reference, text, time } from '../sql/column';
import { table } from '../sql/table';

/** A key that belongs to this database: a sealing key by its id, the audit key by its fingerprint. */
export const KNOWN_KEY = table('known_key', {
  keyId: primary(reference(), 'known_key_pk'),
  kind: text<'sealing' | 'audit'>(),
  knownSince: time(),
});
