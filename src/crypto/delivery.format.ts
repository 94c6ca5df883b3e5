import { lengthPrefixed, uint64 } from './bytes';
import { OpenError } from './crypto.error';

/** HPKE's `info` of a delivery. */
export const DELIVERY_INFO = new Uint8Array(Buffer.from('secrets-gateway delivery 1', 'ascii'));

const SMALLEST_BYTES = 512;

/** What everybody may see of a delivery. All of it is authenticated by the sealing. */
export interface DeliveryHeader {
  readonly deliveryId: string;
  readonly consumerId: string;
  /** ISO 8601, UTC. */
  readonly issuedAt: string;
  /** ISO 8601, UTC. A consumer refuses to open it afterwards. */
  readonly expiresAt: string;
  /** The consumer's own, from its request: an older delivery cannot be passed off as the answer. */
  readonly nonce: string;
  readonly secrets: readonly { readonly id: string; readonly version: number }[];
}

/** A delivery as it is sent. */
export interface SealedDelivery extends DeliveryHeader {
  readonly enc: string;
  readonly ciphertext: string;
}

/** What is sealed beside each value. */
export interface DeliveredMetadata {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly type: string;
  readonly isFile: boolean;
  /** Whether the value is to be masked in what a command writes. */
  readonly isSensitive: boolean;
}

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
 * The bytes that are sealed: metadata as JSON, each value, and zeros, each part behind its length. The zeros round the
 * whole up, so that the size of the ciphertext says little about the values: at most 12 % more, as in the PADMÉ scheme
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

/** @throws OpenError when the bytes are not what {@link deliveryContent} makes. */
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
  if (length <= SMALLEST_BYTES) return SMALLEST_BYTES;
  const exponent = Math.floor(Math.log2(length));
  const step = 2 ** (exponent - Math.floor(Math.log2(exponent)) - 1);
  return Math.ceil(length / step) * step;
}

function isMetadata(each: unknown): each is DeliveredMetadata {
  if (typeof each !== 'object' || each === null) return false;
  const { id, name, version, type, isFile, isSensitive } = each as Partial<
    Record<keyof DeliveredMetadata, unknown>
  >;
  const areTexts = typeof id === 'string' && typeof name === 'string' && typeof type === 'string';
  const areFlags = typeof isFile === 'boolean' && typeof isSensitive === 'boolean';
  return areTexts && areFlags && Number.isSafeInteger(version);
}
