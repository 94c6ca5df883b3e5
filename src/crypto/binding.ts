import { lengthPrefixed, uint64 } from './bytes';
import { envelopePrefix, type InnerKind } from './envelope';

/** The place an envelope belongs to; it opens nowhere else. `version` counts from 1. */
export interface Binding {
  readonly organizationId: string;
  readonly secretId: string;
  readonly version: number;
}

/** False for a binding that could stand for more than one place: an empty or ill-formed id, a version that is no count. */
export function isBinding(binding: Binding): boolean {
  const isName = (text: string) => text.length > 0 && text.isWellFormed();
  return (
    isName(binding.organizationId) &&
    isName(binding.secretId) &&
    Number.isSafeInteger(binding.version) &&
    binding.version >= 1
  );
}

/**
 * The additional authenticated data of an envelope: format, inner kind, organization, secret, version and key id, each
 * length-prefixed. Together with HPKE's own binding of `enc` this covers every byte in front of the ciphertext.
 */
export function bindingBytes(innerKind: InnerKind, binding: Binding, keyId: string): Uint8Array {
  return lengthPrefixed(
    envelopePrefix(),
    Uint8Array.of(innerKind),
    binding.organizationId,
    binding.secretId,
    uint64(binding.version),
    keyId,
  );
}
