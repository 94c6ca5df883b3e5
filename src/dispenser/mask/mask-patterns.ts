import { COMMON_ESCAPES, QUOTED_PRINTABLE } from './escape-syntax';
import { EscapedView, type EscapeSyntax } from './escaped-view';
import { type MaskedForm, maskedForms } from './mask-encodings';
import { MaskIndex } from './mask-index';
import { joined, type Region } from './mask-region';
import { JoinedView, type MaskView, PlainView, ViewMemory } from './mask-view';
import { DECIMAL_LIST, HEX_LIST } from './number-list';
import { ShortForms } from './short-forms';
import { type Probed, ViewProbe } from './view-probe';

/** How many bytes are searched at a time. They stay in the cache of the processor. */
const BLOCK_BYTES = 16 * 1024;

/** No shortest run takes more bytes, however it is written. So many are searched again with those that follow. */
export const LONGEST_RUN_BYTES = 512;

/** What to search for. Output streams of one process share it. */
export class MaskPatterns {
  /** The forms of all values. */
  readonly forms: readonly MaskedForm[];
  readonly #index: MaskIndex;
  readonly #short: ShortForms;
  readonly #memory = new ViewMemory();
  readonly #probe: ViewProbe;

  readonly #words: MaskPatterns | undefined;

  /**
   * The same as the constructor makes, in steps: a long value takes longer to prepare than others should wait.
   *
   * @param pause called between the steps.
   */
  static async prepared(values: readonly Uint8Array[], pause: () => Promise<void>): Promise<MaskPatterns> {
    const forms: MaskedForm[] = [];
    for (const value of values) {
      forms.push(...maskedForms(value));
      await pause();
    }
    return new MaskPatterns([], [], { forms, index: await MaskIndex.prepared(forms, pause) });
  }

  /**
   * @param values one that is too short is left out: see {@link isMaskable}.
   * @param words values that are masked only where no letter, digit or `_` continues them.
   * @param made what {@link prepared} has made of other values.
   */
  constructor(
    values: readonly Uint8Array[],
    words: readonly Uint8Array[] = [],
    made?: { readonly forms: readonly MaskedForm[]; readonly index: MaskIndex },
  ) {
    const forms = made?.forms ?? values.flatMap(maskedForms);
    this.#index = made?.index ?? new MaskIndex(forms);
    this.#short = new ShortForms(forms);
    this.#probe = new ViewProbe(forms, this.#index, this.#short);
    this.#words = words.length === 0 ? undefined : new MaskPatterns(words);
    this.forms = [...forms, ...(this.#words?.forms ?? [])];
  }

  /**
   * Finds every run of at least 12 bytes of a value, and every shorter value, as it is and in all its forms, with escapes
   * resolved up to twice.
   *
   * @returns the bytes to mask, in order and without overlaps.
   */
  find(bytes: Uint8Array): readonly Region[] {
    if (this.forms.length === 0) return [];
    const regions: Region[] = [];
    for (let start = 0; start < bytes.length; start += BLOCK_BYTES) {
      const from = Math.max(0, start - LONGEST_RUN_BYTES);
      this.#search(bytes.subarray(from, start + BLOCK_BYTES), from, regions);
    }
    const words = this.#words?.find(bytes).filter((region) => isWholeWord(bytes, region)) ?? [];
    return joined([...regions, ...words]);
  }

  #search(block: Uint8Array, from: number, regions: Region[]): void {
    const onRegion = (start: number, end: number) => {
      const region = wholeCharacters(block, start, end);
      regions.push({ start: from + region.start, end: from + region.end });
    };
    const plain = new PlainView(block, this.#memory);
    for (const view of viewsOf(plain, this.#memory, this.#probe.probe(plain))) {
      this.#index.search(view, onRegion);
      this.#short.search(view, onRegion);
    }
  }
}

/** All views of the bytes in which values can be found, but for those as lists of numbers. */
export function everyView(bytes: Uint8Array, memory: ViewMemory): readonly MaskView[] {
  return viewsOf(new PlainView(bytes, memory), memory, {
    isEscaped: true,
    isTwice: true,
    isQuoted: true,
    isBroken: true,
    isHexList: false,
    isDecimalList: false,
  });
}

function viewsOf(plain: PlainView, memory: ViewMemory, probed: Probed): readonly MaskView[] {
  const views: MaskView[] = [plain];
  const made = (base: MaskView, syntax: EscapeSyntax, slot: string = syntax.name) => {
    const view = EscapedView.of(base, syntax, memory, slot);
    if (view !== undefined) views.push(view);
    return view;
  };
  const once = probed.isEscaped ? made(plain, COMMON_ESCAPES) : undefined;
  if (probed.isTwice && once !== undefined) made(once, COMMON_ESCAPES, 'escapes twice');
  if (probed.isQuoted) made(plain, QUOTED_PRINTABLE);
  if (probed.isHexList) made(plain, HEX_LIST);
  if (probed.isDecimalList) made(plain, DECIMAL_LIST);
  if (probed.isBroken) views.push(new JoinedView(once ?? plain, memory));
  return views;
}

/** Whether the word of the region begins and ends with it. What follows the last byte is not known: it counts as an end. */
function isWholeWord(bytes: Uint8Array, { start, end }: Region): boolean {
  const isCut = (at: number) =>
    at > 0 && at < bytes.length && isWordByte(bytes[at - 1]!) && isWordByte(bytes[at]!);
  return !isCut(start) && !isCut(end);
}

/** Letters, digits and `_`, and every byte of a character outside of ASCII. */
function isWordByte(byte: number): boolean {
  return byte >= 0x80 || /\w/.test(String.fromCharCode(byte));
}

/** Does not cut a character of UTF-8, which has at most three bytes that continue it. */
function wholeCharacters(bytes: Uint8Array, start: number, end: number): Region {
  let [first, last] = [start, end];
  while (first > 0 && start - first < 3 && isContinuation(bytes[first]!)) first -= 1;
  while (last < bytes.length && last - end < 3 && isContinuation(bytes[last]!)) last += 1;
  return { start: first, end: last };
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}
