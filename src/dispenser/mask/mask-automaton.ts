/** The state before anything has been read. */
export const START_STATE = 0;

/**
 * Finds any of many byte patterns in one pass (Aho and Corasick, 1975). States are nodes of the trie of all patterns;
 * one stands for the longest end of what was read that a pattern begins with. Kept in flat arrays, 17 bytes a node,
 * because a value can have 64 KiB and is looked for in many forms.
 */
export class MaskAutomaton {
  /** What the next state is from the start, for each byte: the only table with an entry for every byte. */
  readonly #first = new Int32Array(256);
  readonly #labels: Uint8Array;
  readonly #children: Int32Array;
  readonly #siblings: Int32Array;
  readonly #failures: Int32Array;
  readonly #depths: Int32Array;
  /** Length of the longest pattern that ends in a state; 0 for none. */
  readonly #matches: Int32Array;
  #size = 1;

  /** @param patterns none of them empty. */
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

  /** The state after one more byte. It may end a pattern and be a dead end: see {@link settled}. */
  next(state: number, byte: number): number {
    let from = state;
    while (from !== START_STATE) {
      const child = this.#childOf(from, byte);
      if (child !== 0) return child;
      from = this.#failures[from]!;
    }
    return this.#first[byte]!;
  }

  /** The same state when a longer pattern may follow from it, or the shorter one that goes on in its place. */
  settled(state: number): number {
    let from = state;
    while (from !== START_STATE && this.#children[from] === 0) from = this.#failures[from]!;
    return from;
  }

  /** How many of the last bytes a pattern may begin with. */
  depth(state: number): number {
    return this.#depths[state]!;
  }

  /** Length of the longest pattern that ends here; 0 for none. */
  matchAt(state: number): number {
    return this.#matches[state]!;
  }

  /** The first position from `from` whose byte a pattern begins with; the length when there is none. */
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

  /** Breadth first, so that a shorter state is complete when a longer one leans on it. */
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
