/** The state before the first byte. */
export const START_STATE = 0;

/**
 * Finds many byte patterns in one pass (Aho and Corasick, 1975). States are nodes of the trie of all patterns: a state
 * stands for the longest suffix of the input that is a prefix of a pattern. The nodes are in flat arrays with 21 bytes
 * for each node, because a value can have 64 KiB and is searched in many encodings.
 */
export class MaskAutomaton {
  /** The next state from the start, for each byte. This is the only table with an entry for every byte. */
  readonly #first = new Int32Array(256);
  readonly #labels: Uint8Array;
  readonly #children: Int32Array;
  readonly #siblings: Int32Array;
  readonly #failures: Int32Array;
  readonly #depths: Int32Array;
  /** Length of the longest pattern that ends in a state; 0 if none does. */
  readonly #matches: Int32Array;
  #size = 1;

  /** @param patterns none of them is empty. */
  constructor(patterns: readonly Uint8Array[]) {
    const capacity = 1 + patterns.reduce((sum, pattern) => sum + pattern.length, 0);
    this.#labels = new Uint8Array(capacity);
    this.#children = new Int32Array(capacity);
    this.#siblings = new Int32Array(capacity);
    this.#failures = new Int32Array(capacity);
    this.#depths = new Int32Array(capacity);
    this.#matches = new Int32Array(capacity);
    for (const pattern of patterns) this.#add(pattern);
    this.#link();
  }

  /** The state after one more byte. It may end a pattern and have no children: see {@link settled}. */
  next(state: number, byte: number): number {
    let from = state;
    while (from !== START_STATE) {
      const child = this.#childOf(from, byte);
      if (child !== 0) return child;
      from = this.#failures[from]!;
    }
    return this.#first[byte]!;
  }

  /**
   * The state itself if a longer pattern can follow from it; otherwise the longest shorter state from which one can.
   */
  settled(state: number): number {
    let from = state;
    while (from !== START_STATE && this.#children[from] === 0) from = this.#failures[from]!;
    return from;
  }

  /** How many of the last bytes may be the beginning of a pattern. */
  depth(state: number): number {
    return this.#depths[state]!;
  }

  /** Length of the longest pattern that ends in this state; 0 if none does. */
  matchAt(state: number): number {
    return this.#matches[state]!;
  }

  /** The first position, not before `from`, of a byte that a pattern begins with; the length if there is none. */
  firstCandidate(bytes: Uint8Array, from: number): number {
    let at = from;
    while (at < bytes.length && this.#first[bytes[at]!] === 0) at += 1;
    return at;
  }

  #add(pattern: Uint8Array): void {
    let node = START_STATE;
    for (const byte of pattern) {
      let child = node === START_STATE ? this.#first[byte]! : this.#childOf(node, byte);
      if (child === 0) {
        child = this.#size++;
        this.#labels[child] = byte;
        this.#depths[child] = this.#depths[node]! + 1;
        if (node === START_STATE) this.#first[byte] = child;
        this.#siblings[child] = this.#children[node]!;
        this.#children[node] = child;
      }
      node = child;
    }
    this.#matches[node] = pattern.length;
  }

  /** Links the states breadth first: the failure state of a node is shorter, and so already linked. */
  #link(): void {
    const queue = new Int32Array(this.#size);
    let end = 1;
    for (let at = 0; at < end; at += 1) {
      const node = queue[at]!;
      for (let child = this.#children[node]!; child !== 0; child = this.#siblings[child]!) {
        const failure =
          node === START_STATE ? START_STATE : this.next(this.#failures[node]!, this.#labels[child]!);
        this.#failures[child] = failure;
        if (this.#matches[child] === 0) this.#matches[child] = this.#matches[failure]!;
        queue[end++] = child;
      }
    }
  }

  #childOf(node: number, byte: number): number {
    let child = this.#children[node]!;
    while (child !== 0 && this.#labels[child] !== byte) child = this.#siblings[child]!;
    return child;
  }
}
