import { Plaintext } from '../../core/plaintext';
import { WayOut } from '../../core/way-out';
import { CODES_INFO, codeContent } from '../../crypto/code.format';
import { DELIVERY_INFO, type DeliveryFailure } from '../../crypto/delivery.format';
import type { DeliveryItem } from '../../crypto/seal-delivery';
import { SecretRefused } from '../consumer/consumer-refusal';
import { DeliveryError } from './delivery.error';
import { totpCode } from './totp-code';

/** What consumers receive: values, or codes that are generated from seeds. */
export interface DeliveryKind {
  /** The action of the audit event. */
  readonly action: 'delivery.create' | 'code.create';
  /** HPKE's `info`. */
  readonly info: Uint8Array;
  /** The way in which the secrets leave. Those without it are left out and not opened. */
  readonly wayOut: WayOut;
  /** The bytes to seal for an opened secret. @throws SecretRefused for a value that does not fit. */
  readonly content: (item: DeliveryItem, at: Date) => Plaintext;
  /** What is sent for a secret that does not open, by its id. @throws SecretRefused if nothing is sent without it. */
  readonly unopened: (secretId: string) => DeliveryFailure;
}

/**
 * Values. TOTP secrets never have this way out. With a seed, a workload could generate codes forever; and a code expires in
 * seconds, so that each new one would notify every client that watches.
 */
export const VALUES: DeliveryKind = {
  action: 'delivery.create',
  info: DELIVERY_INFO,
  wayOut: WayOut.DELIVER,
  content: ({ plaintext }) => plaintext,
  unopened: () => 'KEY_UNAVAILABLE',
};

/** Values that the consumer names: all of them, or none. @param pathOf as {@link codesNamedAt}. */
export function valuesNamedAt(pathOf: (secretId: string) => string): DeliveryKind {
  return { ...VALUES, unopened: refusedAt(pathOf) };
}

/** Codes of TOTP secrets. @param pathOf gives the position of a secret's name in the request, by the secret's id. */
export function codesNamedAt(pathOf: (secretId: string) => string): DeliveryKind {
  return {
    action: 'code.create',
    info: CODES_INFO,
    wayOut: WayOut.CODE,
    unopened: refusedAt(pathOf),
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

function refusedAt(pathOf: (secretId: string) => string): DeliveryKind['unopened'] {
  return (secretId) => {
    throw new SecretRefused('UNOPENED', pathOf(secretId), secretId);
  };
}
