import { randomUUID } from 'node:crypto';
import { errorOrigin, type Log, type LogFields } from '../log';

/**
 * Logs an unexpected error, by where it was thrown and not by what it says, and returns the incident id that the client
 * is told instead.
 */
export function reportIncident(log: Log, error: unknown, fields: LogFields = {}): string {
  const incidentId = randomUUID();
  log.error('unexpected error', { ...fields, incidentId, ...errorOrigin(error) });
  return incidentId;
}
