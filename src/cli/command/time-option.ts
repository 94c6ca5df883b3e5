import { InvalidArgumentError } from 'commander';

const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** Reads a time from now on: a number and m, h, d or w. For Commander. */
export function timeFromNow(text: string): Date {
  const [, count, unit] = /^(\d{1,5})([mhdw])$/.exec(text) ?? [];
  if (count === undefined || Number(count) === 0) {
    throw new InvalidArgumentError('Give a number and m, h, d or w, such as 30d.');
  }
  return new Date(Date.now() + Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS]);
}

/** Reads a time before now in the same form, or a point in time in RFC 3339. For Commander. */
export function timeBefore(text: string): Date {
  return pointInTime(text) ?? new Date(2 * Date.now() - timeFromNow(text).getTime());
}

/** Reads a time from now on as {@link timeFromNow}, or a point in time in RFC 3339. For Commander. */
export function timeAhead(text: string): Date {
  return pointInTime(text) ?? timeFromNow(text);
}

function pointInTime(text: string): Date | undefined {
  if (!/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d))?$/.test(text))
    return undefined;
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
