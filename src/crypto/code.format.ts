import { OpenError } from './crypto.error';

/** HPKE's `info` of a bundle of codes, so that it cannot be opened as a delivery of values, or the other way round. */
export const CODES_INFO = new Uint8Array(Buffer.from('secrets-gateway codes 1', 'ascii'));

/** The code of a TOTP secret. Workloads never receive the seed. */
export interface TotpCode {
  /** 6 to 8 decimal digits; 6 by default. */
  readonly code: string;
  /** Lifetime of each code in seconds. */
  readonly period: number;
  /** Seconds that were left of it when the code was generated, at least 1. */
  readonly remaining: number;
}

/** The bytes that are sealed in place of the secret's value: JSON in UTF-8. */
export function codeContent({ code, period, remaining }: TotpCode): Uint8Array {
  return new Uint8Array(Buffer.from(JSON.stringify({ code, period, remaining })));
}

/** Reads the bytes of {@link codeContent}. @throws OpenError for any other bytes. */
export function parseCodeContent(bytes: Uint8Array): TotpCode {
  try {
    const { code, period, remaining } = JSON.parse(Buffer.from(bytes).toString('utf8')) as TotpCode;
    const isCode = typeof code === 'string' && /^\d{6,8}$/.test(code);
    if (isCode && isWithin(period, 1, 9999) && isWithin(remaining, 1, period))
      return { code, period, remaining };
  } catch {
    // Not JSON: refused below.
  }
  throw new OpenError();
}

function isWithin(seconds: number, least: number, most: number): boolean {
  return Number.isSafeInteger(seconds) && seconds >= least && seconds <= most;
}
