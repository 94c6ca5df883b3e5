import { KeyFormatError } from './crypto.error';

/** Key generations by id. The first one is current. */
export class KeyRing<K extends { readonly keyId: string }> {
  readonly current: K;
  readonly all: readonly K[];
  readonly #byId: ReadonlyMap<string, K>;

  /**
   * @param keys the current key first.
   * @throws KeyFormatError rule `empty`, or `duplicate` if two keys have the same id.
   */
  constructor(keys: readonly K[]) {
    const [current] = keys;
    if (current === undefined) throw new KeyFormatError('empty', 'a key ring needs a key');
    this.current = current;
    this.all = Object.freeze([...keys]);
    this.#byId = new Map(keys.map((key) => [key.keyId, key]));
    if (this.#byId.size !== keys.length) {
      throw new KeyFormatError('duplicate', 'a key id is there twice');
    }
  }

  /** The key with this id, current or not; undefined if it is not in the ring. */
  find(keyId: string): K | undefined {
    return this.#byId.get(keyId);
  }
}
