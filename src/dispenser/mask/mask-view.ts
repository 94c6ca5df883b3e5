/** Bytes to search, and where each of them comes from in the bytes that were read. */
export interface MaskView {
  /** Begins at a multiple of 4 in its buffer, and has room up to the next one. */
  readonly bytes: Buffer;
  /** How many of the bytes are in use. */
  readonly length: number;
  /** The first position of what a byte was read from. */
  startOf(index: number): number;
  /** The position after what a byte was read from. */
  endOf(index: number): number;
}

/** Memory for the bytes of views, used again and again: to get new memory takes longer than to search it. */
export class ViewMemory {
  readonly #slots = new Map<string, Buffer>();
  #positions = new Int32Array();

  /** At least this many bytes, up to a whole word of 4. They hold anything. */
  bytes(slot: string, length: number): Buffer {
    const known = this.#slots.get(slot);
    if (known !== undefined && known.length >= length) return known;
    const made = Buffer.alloc((length + 3) & ~3);
    this.#slots.set(slot, made);
    return made;
  }

  /** At least this many positions. */
  positions(length: number): Int32Array {
    if (this.#positions.length < length) this.#positions = new Int32Array(length);
    return this.#positions;
  }
}

/** The bytes that were read. */
export class PlainView implements MaskView {
  readonly bytes: Buffer;
  readonly length: number;

  constructor(bytes: Uint8Array, memory: ViewMemory) {
    this.length = bytes.length;
    // A look at what follows the last bytes stays inside.
    this.bytes = memory.bytes('plain', bytes.length + 8);
    this.bytes.set(bytes);
  }

  startOf(index: number): number {
    return index;
  }

  endOf(index: number): number {
    return index + 1;
  }
}

/** Another view without white space: codes whose lines are joined. */
export class JoinedView implements MaskView {
  readonly bytes: Buffer;
  readonly length: number;
  readonly #base: MaskView;
  readonly #positions: Int32Array;

  constructor(base: MaskView, memory: ViewMemory) {
    const { bytes: from, length } = base;
    const bytes = memory.bytes('joined', length);
    const positions = memory.positions(length);
    let count = 0;
    for (let at = 0; at < length; at += 1) {
      const byte = from[at]!;
      if (isSpace(byte)) continue;
      bytes[count] = byte;
      positions[count++] = at;
    }
    this.bytes = bytes;
    this.length = count;
    this.#base = base;
    this.#positions = positions;
  }

  startOf(index: number): number {
    return this.#base.startOf(this.#positions[index]!);
  }

  endOf(index: number): number {
    return this.#base.endOf(this.#positions[index]!);
  }
}

/** White space of ASCII. */
export function isSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}
