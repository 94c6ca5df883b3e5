import { OpenError } from './crypto.error';

/** HPKE's `info` of a bundle of codes: none can be passed off as a delivery of values, or the other way round. */
export const CODES_INFO = new Uint8Array(Buffer.from('secrets-gateway codes 1', 'ascii'));

/** What workloads get of a TOTP secret; never its seed. */
export interface TotpCode {
  /** Decimal digits, six unless the secret says otherwise. */
  readonly code: string;
  /** Seconds for which each code holds. */
  readonly period: number;
  /** Seconds, at least 1, for which this one still held when it was made. */
  readonly remaining: number;
}

/** The bytes that are sealed in place of the secret's value. */
export function codeContent({ code, period, remaining }: TotpCode): Uint8Array {
  return new Uint8Array(Buffer.from(JSON.stringify({ code, period, remaining })));
}

/** @throws OpenError when the bytes are not what {@link codeContent} makes. */
export function parseCodeContent(bytes: Uint8Array): TotpCode {
  try {
    const { code, period, remaining } = JSON.parse(Buffer.from(bytes).toString('utf8')) as TotpCode;
    const isCode = typeof code === 'string' && /^\d{6,8}$/.test(code);
    if (isCode && isWithin(period, 1, 9999) && isWithin(remaining, 1, period))
      return { code, period, remaining };
  } catch {
    // What is not JSON is not ours.
  }
  throw new OpenError();
}

function isWithin(seconds: number, least: number, most: number): boolean {
  return Number.isSafeInteger(seconds) && seconds >= least && seconds <= most;
}
