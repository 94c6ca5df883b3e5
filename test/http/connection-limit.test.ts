import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { listen, newTransport } from './transport.fixture';

const ASKED = 'GET /now HTTP/1.1\r\nhost: localhost\r\n\r\n';

async function opened(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

/** The status of an answer on a connection of its own or a given one. */
async function statusOn(socket: Socket): Promise<string> {
  socket.on('error', () => undefined);
  socket.write(ASKED);
  const [data] = await once(socket, 'data');
  return String(data).slice(9, 12);
}

describe('the connections of one address', () => {
  it('are limited, and a closed one makes room', async () => {
    const { app } = await newTransport((routes) => routes.get('/now', async () => 'now'), {
      limits: { maxConnections: 2 },
    });
    const port = await listen(app);
    const [first, second] = [await opened(port), await opened(port)];
    expect([await statusOn(first), await statusOn(second)]).toEqual(['200', '200']);

    const third = await opened(port);
    const refused: Buffer[] = [];
    third.on('data', (chunk) => refused.push(chunk)).on('error', () => undefined);
    await once(third, 'close');
    expect(Buffer.concat(refused).toString()).toMatch(
      /^HTTP\/1\.1 429 [\s\S]*SECRETS_GATEWAY_LIMIT_CONNECTIONS/,
    );
    expect(await statusOn(first)).toBe('200');

    first.destroy();
    const again = async () => {
      const socket = await opened(port);
      const status = await statusOn(socket);
      socket.destroy();
      return status;
    };
    let status = await again();
    while (status !== '200') status = await again();
    second.destroy();
    await app.close();
  });

  it('are not counted for a trusted proxy, but the requests in progress of each of its callers are', async () => {
    let answer = () => {};
    const held = new Promise<void>((resolve) => (answer = resolve));
    const { app } = await newTransport(
      (routes) => {
        routes.get('/now', async () => 'now');
        routes.get('/slow', async () => {
          await held;
          return 'slow';
        });
      },
      { limits: { maxConnections: 2 }, trustedProxies: ['127.0.0.1'] },
    );
    const port = await listen(app);
    const sockets = [await opened(port), await opened(port), await opened(port)];
    expect(await statusOn(sockets[2]!)).toBe('200');
    for (const socket of sockets) socket.destroy();

    const from = (address: string, url: string) =>
      app.inject({ url, headers: { 'x-forwarded-for': address } }).then(({ statusCode }) => statusCode);
    const slow = [from('192.0.2.1', '/slow'), from('192.0.2.1', '/slow')];
    while ((await from('192.0.2.1', '/now')) !== 429);
    expect(await from('192.0.2.2', '/now')).toBe(200);
    answer();
    expect(await Promise.all(slow)).toEqual([200, 200]);
    expect(await from('192.0.2.1', '/now')).toBe(200);
    await app.close();
  });
});
