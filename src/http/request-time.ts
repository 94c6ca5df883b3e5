import type { FastifyReply } from 'fastify';
import { OperationTime } from '../core/operation-time';

/** The time for the work for a request: at most `maximumMs` milliseconds from now, and until its client leaves. */
export function requestTime({ raw }: FastifyReply, maximumMs: number): OperationTime {
  const time = new OperationTime(maximumMs);
  raw.once('close', () => {
    if (!raw.writableFinished) time.abandon();
  });
  return time;
}
