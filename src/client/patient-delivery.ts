import { setTimeout as pause } from 'node:timers/promises';
import { ConsumerError } from './consumer.error';
import type { ConsumerClient, DeliverOptions } from './consumer-client';
import type { DeliveredSecrets } from './delivered-secrets';

const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 10_000;

/**
 * Fetches the secrets, and tries again while the dispenser is not up, cannot be reached or refuses for now.
 *
 * @param waitMs for how long; a longer `Retry-After` of the dispenser is not waited for.
 * @param onTrouble called before each pause.
 * @throws ConsumerError as `deliver`: the last one when the time is over.
 */
export async function deliverWithin(
  client: ConsumerClient,
  waitMs: number,
  options: DeliverOptions,
  onTrouble: (error: ConsumerError) => void,
): Promise<DeliveredSecrets> {
  const deadline = performance.now() + waitMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(MAX_PAUSE_MS, 2 * pauseMs)) {
    try {
      return await client.deliver(options);
    } catch (error) {
      if (!(error instanceof ConsumerError) || !error.isTransient) throw error;
      const left = deadline - performance.now();
      if (left <= 0 || error.retryAfterMs > left) throw error;
      onTrouble(error);
      await pause(Math.min(left, Math.max(error.retryAfterMs, pauseMs * (0.5 + Math.random()))));
    }
  }
}
