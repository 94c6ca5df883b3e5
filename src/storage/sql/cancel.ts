/** What a connection of the driver `pg` knows of its server; its types leave it out. */
export interface PostgresClient {
  readonly host: string;
  readonly port: number;
  readonly processID: number | null;
  readonly secretKey: number | null;
  readonly connection: { readonly ssl: unknown; readonly sslNegotiation?: string };
}

/** The connection of the driver `pg` below its client. */
interface PostgresConnection {
  readonly stream: { destroy(): void };
  connect(port: number | string, host?: string): void;
  requestSsl(): void;
  cancel(processID: number, secretKey: number): void;
  on(event: 'connect' | 'sslconnect' | 'end' | 'error', listener: () => void): this;
}

/** How long the server may take. */
const LIMIT_MS = 3_000;

/**
 * Asks a PostgreSQL server to end the statement that a connection runs ("Canceling Requests in Progress" in the chapter
 * "Frontend/Backend Protocol" of its manual). Unlike `pg_cancel_backend`, it works through a pooler, which knows the
 * connection by the same key, and needs no connection of the pool.
 *
 * @returns whether the server has been told. Otherwise the request may still arrive and end the next statement.
 */
export async function cancelStatement(client: PostgresClient): Promise<boolean> {
  const { host, port, processID, secretKey, connection: known } = client;
  if (processID === null || secretKey === null) return false;
  const { Connection } = await import('pg');
  const { ssl, sslNegotiation } = known;
  const connection = new Connection({ ssl, sslNegotiation } as never) as unknown as PostgresConnection;
  return new Promise((resolve) => {
    let isSent = false;
    const cancel = () => {
      connection.cancel(processID, secretKey);
      isSent = true;
    };
    const done = (isTold: boolean) => {
      clearTimeout(timer);
      connection.stream.destroy();
      resolve(isTold);
    };
    const timer = setTimeout(() => done(false), LIMIT_MS);
    // The server closes the connection when it has signalled the one that works.
    connection.on('end', () => done(isSent)).on('error', () => done(false));
    connection.on('sslconnect', cancel).on('connect', () => {
      if (!ssl) cancel();
      else if (sslNegotiation !== 'direct') connection.requestSsl();
    });
    if (host.startsWith('/')) connection.connect(`${host}/.s.PGSQL.${port}`);
    else connection.connect(port, host);
  });
}
