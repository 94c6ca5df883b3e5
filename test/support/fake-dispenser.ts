import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Serves the readiness of a dispenser. Call `close` afterwards. */
export async function fakeDispenser(
  readiness: () => { readonly status: number; readonly body: unknown },
): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((request, response) => {
    const { status, body } = readiness();
    response.statusCode = request.url === '/health/ready' ? status : 404;
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
