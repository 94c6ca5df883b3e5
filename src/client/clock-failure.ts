import type { SealedDelivery } from '../crypto/delivery.format';
import { ConsumerError } from './consumer.error';

/** The error for an answer that is not of this time: the clocks differ, or the answer is an old one. */
export function clockFailure(
  { issuedAt, expiresAt }: Pick<SealedDelivery, 'issuedAt' | 'expiresAt'>,
  now: Date,
): ConsumerError | undefined {
  const [issued, expires] = [Date.parse(issuedAt), Date.parse(expiresAt)];
  if (!(now.getTime() > expires || now.getTime() < issued)) return undefined;
  const seconds = Math.round(Math.abs(now.getTime() - issued) / 1000);
  return new ConsumerError(
    'CLOCK',
    `the answer of the dispenser is dated ${seconds} seconds ${now.getTime() > issued ? 'before' : 'after'} the time of this machine; compare the clocks of both`,
  );
}
