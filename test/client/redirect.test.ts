import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DispenserConnection } from '../../src/client/dispenser-connection';
import { newId } from '../../src/core/id';
import { ConsumerKey } from '../../src/crypto/open/consumer-opening-key';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A server that notes the requests and answers each with a status, and a location if there is one. */
async function serve(status: number, location?: string): Promise<{ url: string; received: string[] }> {
  const received: string[] = [];
  const server = createServer((request, response) => {
    received.push(`${request.method} ${request.url}`);
    response.writeHead(status, { connection: 'close', ...(location && { location }) }).end('{}');
  });
  servers.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

function ask(dispenser: string): Promise<unknown> {
  const connection = new DispenserConnection({
    dispenser,
    consumer: newId('consumer'),
    key: ConsumerKey.generate(),
    tokenFile: undefined,
    tokenVariable: undefined,
  });
  return connection.send({
    method: 'POST',
    path: '/deliveries',
    body: {},
    signal: AbortSignal.timeout(20_000),
  });
}

describe('the client of a consumer', () => {
  it.each([301, 302, 303, 307, 308])('does not follow a redirect with status %s', async (status) => {
    const other = await serve(401);
    const dispenser = await serve(status, `${other.url}/challenges`);
    await expect(ask(dispenser.url)).rejects.toMatchObject({ code: 'UNREACHABLE' });
    expect([dispenser.received, other.received]).toEqual([['POST /challenges'], []]);
    await expect(ask(other.url)).rejects.toMatchObject({ code: 'MALFORMED' });
    expect(other.received).toEqual(['POST /challenges']);
  });
});
