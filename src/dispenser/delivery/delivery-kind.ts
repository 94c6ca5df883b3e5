import { Plaintext } from '../../core/plaintext';
import { type Secret, SecretType } from '../../core/secret';
import { CODES_INFO, codeContent } from '../../crypto/code.format';
import { DELIVERY_INFO } from '../../crypto/delivery.format';
import type { DeliveryItem } from '../../crypto/seal-delivery';
import { SecretRefused } from '../consumer/consumer-refusal';
import { DeliveryError } from './delivery.error';
import { totpCode } from './totp-code';

/** What is handed to consumers: values, or codes in place of the seeds that they are made from. */
export interface DeliveryKind {
  /** Of the audit event. */
  readonly action: 'delivery.create' | 'code.create';
  /** HPKE's `info`. */
  readonly info: Uint8Array;
  /** Whether secrets of this type are handed out in this way; the others are left out unopened. */
  readonly takes: (type: Secret['type']) => boolean;
  /** What is sealed of an opened secret. @throws SecretRefused for a value that does not fit. */
  readonly content: (item: DeliveryItem, at: Date) => Plaintext;
}

/**
 * Values. A seed of one-time codes is none of them: with it a workload could make codes for ever. Nor are codes: a code is
 * over in seconds, and each one would be a change that restarts whoever watches.
 */
export const VALUES: DeliveryKind = {
  action: 'delivery.create',
  info: DELIVERY_INFO,
  takes: (type) => type !== SecretType.TOTP,
  content: ({ plaintext }) => plaintext,
};

/** Codes of TOTP secrets. @param pathOf where in the request a secret was named, by its id. */
export function codesNamedAt(pathOf: (secretId: string) => string): DeliveryKind {
  return {
    action: 'code.create',
    info: CODES_INFO,
    takes: (type) => type === SecretType.TOTP,
    content: ({ id, plaintext }, at) => {
      try {
        return Plaintext.ofBytes(codeContent(totpCode(plaintext, at)));
      } catch (error) {
        if (!(error instanceof DeliveryError)) throw error;
        throw new SecretRefused('SEED_UNFIT', pathOf(id), id);
      }
    },
  };
}
