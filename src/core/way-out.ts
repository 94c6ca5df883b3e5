import { BadUserInput, type Violation } from './errors';

/** How a value may leave the dispenser. No way implies another. */
export const WayOut = { DELIVER: 'DELIVER', INJECT: 'INJECT', CODE: 'CODE' } as const;
export type WayOut = (typeof WayOut)[keyof typeof WayOut];

/** Every way out, in the canonical order. */
export const WAYS_OUT: readonly WayOut[] = [WayOut.DELIVER, WayOut.INJECT, WayOut.CODE];

/** The ways in canonical order, each once. @throws BadUserInput with what {@link waysOutViolation} finds. */
export function canonicalWaysOut(given: readonly WayOut[], path: string): readonly WayOut[] {
  const violation = waysOutViolation(given, path);
  if (violation !== undefined) throw new BadUserInput([violation]);
  return WAYS_OUT.filter((way) => given.includes(way));
}

/** The rule that a list breaks, `required` for an empty one or `way_out` for an unknown word; undefined if it breaks none. */
export function waysOutViolation(given: readonly WayOut[], path: string): Violation | undefined {
  if (given.length === 0) return { path, rule: 'required', message: 'Give at least one way out.' };
  if (isListOfWaysOut(given)) return undefined;
  return { path, rule: 'way_out', message: `A way out is one of ${WAYS_OUT.join(', ')}.` };
}

/** Whether a list holds ways out only. Rows may hold anything. */
export function isListOfWaysOut(list: unknown): list is readonly WayOut[] {
  return Array.isArray(list) && list.every((word) => WAYS_OUT.includes(word));
}
