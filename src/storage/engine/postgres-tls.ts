import { readFileSync } from 'node:fs';
import { type ConnectionOptions, checkServerIdentity } from 'node:tls';
import type { PostgresUrl } from '../../core/postgres-url';
import { StorageFault } from '../sql/fault';

/**
 * The options of TLS for a connection: false for none, undefined to leave it to the driver. The name is compared with the host
 * of the URL also when that is an address, for which Node would compare it with `localhost`.
 *
 * @throws StorageFault `TLS_FILE` if a file cannot be read.
 */
export function tlsOf({ host, verifies, files }: PostgresUrl): ConnectionOptions | false | undefined {
  // As libpq does: a socket does not leave the machine.
  if (verifies === undefined || host.startsWith('/')) return undefined;
  if (verifies === 'none') return false;
  const read = Object.entries(files).map(([name, file]) => [name, contentOf(file)]);
  return {
    ...Object.fromEntries(read),
    ...(verifies === 'encrypted'
      ? { rejectUnauthorized: false }
      : {
          checkServerIdentity: (_, certificate) =>
            verifies === 'name' ? checkServerIdentity(host, certificate) : undefined,
        }),
  };
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new StorageFault('TLS_FILE');
  }
}
