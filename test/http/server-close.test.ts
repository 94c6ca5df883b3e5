import { closeWithin } from '../../src/http/server-close';
import { listen, newTransport, sendRaw } from './transport.fixture';

const asking = (path: string) => `GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`;
const GRACE_MS = 10_000;

/** A server with a route that answers when it is told to. */
async function slowServer() {
  let answer = () => {};
  let told = () => {};
  const isAsked = new Promise<void>((resolve) => {
    told = resolve;
  });
  const { app, lines } = await newTransport((routes) => {
    routes.get('/slow', async () => {
      told();
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return 'slow';
    });
    routes.get('/next', async () => 'next');
  });
  return { app, lines, port: await listen(app), isAsked, answer: () => answer() };
}

describe('a server that closes', () => {
  it('answers what is in flight, and tells what comes behind it on the connection in the usual shape', async () => {
    const { app, port, isAsked, answer } = await slowServer();
    const received = sendRaw(port, [asking('/slow'), asking('/next')], 300);
    await isAsked;
    const closed = closeWithin(app, GRACE_MS);
    setTimeout(answer, 600);
    const [first, second, ...others] = (await received).split(/(?=HTTP\/1\.1 )/);
    await closed;
    expect(others).toEqual([]);
    expect(first).toMatch(/^HTTP\/1\.1 200 [\s\S]*\r\n\r\nslow$/);
    expect(second).toMatch(/^HTTP\/1\.1 503 /);
    const [head, body] = second!.split('\r\n\r\n');
    expect(JSON.parse(body!).errors).toEqual([
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'UNAVAILABLE' }) }),
    ]);
    for (const header of ['retry-after: 1', 'connection: close', 'cache-control: no-store']) {
      expect(head!.toLowerCase()).toContain(header);
    }
  });

  it('answers both when it does not close', async () => {
    const { app, port, isAsked, answer } = await slowServer();
    const received = sendRaw(port, [asking('/slow'), asking('/next')], 10);
    await isAsked;
    answer();
    setTimeout(() => app.server.closeIdleConnections(), 500);
    expect((await received).match(/HTTP\/1\.1 200 /g)).toHaveLength(2);
    await app.close();
  });
});
