import type { MaskedForm } from './mask-encodings';
import { isSpace, type MaskView } from './mask-view';

const EQUALS = 0x3d;
const ESCAPED_EQUALS = /^%3d$/i;

/** Bytes to mask: from `start` up to but not including `end`. */
export interface Region {
  readonly start: number;
  readonly end: number;
}

/** Receives the bytes to mask: the first position, and the one after the last. */
export type OnRegion = (start: number, end: number) => void;

/**
 * Reports a run of a form in a view. A run of white space is no secret: texts are full of it.
 *
 * @param isEnd whether the run is at the end of the form, so that padding may follow.
 */
export function markFound(
  view: MaskView,
  form: MaskedForm,
  start: number,
  end: number,
  isEnd: boolean,
  onRegion: OnRegion,
): void {
  const { bytes, length } = view;
  if (form.isText && isBlank(bytes, start, end) && !isBlank(form.bytes, 0, form.bytes.length)) return;
  let last = end;
  for (let left = isEnd ? form.padding : 0; left > 0 && last < length; left -= 1) {
    if (bytes[last] === EQUALS) last += 1;
    else if (ESCAPED_EQUALS.test(bytes.toString('latin1', last, Math.min(length, last + 3)))) last += 3;
  }
  onRegion(view.startOf(start), view.endOf(last - 1));
}

/** The regions in order, those that overlap joined. */
export function joined(regions: readonly Region[]): readonly Region[] {
  const sorted = [...regions].sort((a, b) => a.start - b.start || a.end - b.end);
  const found: { start: number; end: number }[] = [];
  for (const { start, end } of sorted) {
    const last = found.at(-1);
    if (last !== undefined && start < last.end) last.end = Math.max(last.end, end);
    else found.push({ start, end });
  }
  return found;
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    if (!isSpace(bytes[at]!)) return false;
  }
  return true;
}
