import { lengthPrefixed, uint64 } from './bytes';
import { OpenError } from './crypto.error';

/** HPKE's `info` of a delivery. */
export const DELIVERY_INFO = new Uint8Array(Buffer.from('secrets-gateway delivery 1', 'ascii'));

const MIN_CONTENT_BYTES = 512;

/** The public part of a delivery. The seal authenticates all of it. */
export interface DeliveryHeader {
  readonly deliveryId: string;
  readonly consumerId: string;
  /** ISO 8601, UTC. */
  readonly issuedAt: string;
  /** ISO 8601, UTC. After this time, a consumer refuses to open the delivery. */
  readonly expiresAt: string;
  /** From the consumer's request, so that an older delivery cannot be replayed as the answer. */
  readonly nonce: string;
  readonly secrets: readonly { readonly id: string; readonly version: number }[];
}

/** A delivery as it is sent: the header, HPKE's encapsulated key and the ciphertext, both in base64url. */
export interface SealedDelivery extends DeliveryHeader {
  readonly enc: string;
  readonly ciphertext: string;
}

/** The metadata that is sealed with each value. */
export interface DeliveredMetadata {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly type: string;
  readonly isFile: boolean;
  /** True if the value must be masked in the output of a command. */
  readonly isSensitive: boolean;
  /** Why there is no value: what is sealed for it is empty. Left out for a value. */
  readonly failure?: DeliveryFailure;
}

/** The box of the secret does not open with the keys of the dispenser. */
export type DeliveryFailure = 'KEY_UNAVAILABLE';

/** The additional authenticated data: every field of the header, length-prefixed, in this order. */
export function deliveryBinding(header: DeliveryHeader): Uint8Array {
  return lengthPrefixed(
    header.deliveryId,
    header.consumerId,
    header.issuedAt,
    header.expiresAt,
    header.nonce,
    uint64(header.secrets.length),
    ...header.secrets.flatMap(({ id, version }) => [id, uint64(version)]),
  );
}

/**
 * The bytes that are sealed: metadata as JSON, each value, and padding of zeros, each part after its length. The
 * padding makes the size of the ciphertext reveal little about the values. It adds at most 12 %, as in the PADMÉ scheme
 * (Nikitin et al., Reducing Metadata Leakage from Encrypted Files, 2019, §4).
 */
export function deliveryContent(
  metadata: readonly DeliveredMetadata[],
  values: readonly Uint8Array[],
): Uint8Array {
  const parts = [Buffer.from(JSON.stringify(metadata)), ...values];
  const length = parts.reduce((sum, part) => sum + 4 + part.length, 4);
  return lengthPrefixed(...parts, new Uint8Array(paddedLength(length) - length));
}

/** Reads the bytes of {@link deliveryContent}. @throws OpenError or SyntaxError for any other bytes. */
export function parseDeliveryContent(bytes: Uint8Array): {
  readonly metadata: readonly DeliveredMetadata[];
  readonly values: readonly Uint8Array[];
} {
  const parts = partsOf(bytes);
  const [first, ...values] = parts.slice(0, -1);
  const metadata: unknown = first && JSON.parse(Buffer.from(first).toString('utf8'));
  if (!Array.isArray(metadata) || metadata.length !== values.length || !metadata.every(isMetadata)) {
    throw new OpenError();
  }
  return { metadata, values };
}

function partsOf(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 4 <= bytes.length ? at + 4 + view.getUint32(at) : Number.POSITIVE_INFINITY;
    if (end > bytes.length) throw new OpenError();
    parts.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return parts;
}

function paddedLength(length: number): number {
  if (length <= MIN_CONTENT_BYTES) return MIN_CONTENT_BYTES;
  const exponent = Math.floor(Math.log2(length));
  const step = 2 ** (exponent - Math.floor(Math.log2(exponent)) - 1);
  return Math.ceil(length / step) * step;
}

function isMetadata(each: unknown): each is DeliveredMetadata {
  if (typeof each !== 'object' || each === null) return false;
  const { id, name, version, type, isFile, isSensitive, failure } = each as Partial<
    Record<keyof DeliveredMetadata, unknown>
  >;
  const areTexts = typeof id === 'string' && typeof name === 'string' && typeof type === 'string';
  const areFlags = typeof isFile === 'boolean' && typeof isSensitive === 'boolean';
  const isKnown = failure === undefined || failure === 'KEY_UNAVAILABLE';
  return areTexts && areFlags && isKnown && Number.isSafeInteger(version);
}
