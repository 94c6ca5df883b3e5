import { lengthPrefixed, uint64 } from './bytes';
import { envelopePrefix, type InnerKind } from './envelope';

/** The secret version that an envelope belongs to; it opens for no other. `version` counts from 1. */
export interface Binding {
  readonly organizationId: string;
  readonly secretId: string;
  readonly version: number;
}

/** False for an ambiguous binding: an empty or ill-formed id, or a version that is not a whole number from 1. */
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
 * length-prefixed. HPKE itself binds `enc`, so that every byte before the ciphertext is authenticated.
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
