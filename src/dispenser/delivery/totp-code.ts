import { Secret, TOTP } from 'otpauth';
import { type Plaintext, revealPlaintext } from '../../core/plaintext';
import { isTotpSeed } from '../../core/secret-value';
import type { TotpCode } from '../../crypto/code.format';
import { DeliveryError } from './delivery.error';

interface TotpParameters {
  readonly seed: string;
  readonly algorithm: string;
  readonly digits: number;
  readonly period: number;
}

/** Parameters of a bare seed, and defaults of a URI (RFC 6238 §4.1 and §5.2). */
const DEFAULTS = { algorithm: 'SHA1', digits: 6, period: 30 } as const;

/**
 * Generates the code of a TOTP secret (RFC 6238).
 *
 * @param value an `otpauth://totp/` URI or a base32 seed, as the gateway accepts.
 * @param at the time that the code is for.
 * @throws DeliveryError for any other value. Only a value that a client has sealed can be one, because the gateway does
 * not see it.
 */
export function totpCode(value: Plaintext, at: Date): TotpCode {
  const { seed, algorithm, digits, period } = parametersOf(
    Buffer.from(revealPlaintext(value)).toString('utf8'),
  );
  const totp = new TOTP({ secret: Secret.fromBase32(seed), algorithm, digits, period });
  const timestamp = at.getTime();
  const elapsed = Math.floor(timestamp / 1000) % period;
  return { code: totp.generate({ timestamp }), period, remaining: period - elapsed };
}

function parametersOf(text: string): TotpParameters {
  if (!isTotpSeed(text)) throw new DeliveryError('the value of a TOTP secret is no seed');
  if (!/^otpauth:/i.test(text)) return { ...DEFAULTS, seed: text.replace(/[\s\-=]/g, '') };
  const given = new URL(text).searchParams;
  return {
    seed: (given.get('secret') ?? '').replace(/=/g, ''),
    algorithm: given.get('algorithm')?.toUpperCase() ?? DEFAULTS.algorithm,
    digits: Number(given.get('digits') ?? DEFAULTS.digits),
    period: Number(given.get('period') ?? DEFAULTS.period),
  };
}
