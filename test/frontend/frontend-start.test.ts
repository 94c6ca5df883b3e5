import { readdirSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { builtFile } from '../support/built';
import { createTemporaryFolder } from '../support/folder';
import { startProcess } from '../support/process';
import { ROOT } from '../support/repository';

describe('npm run example:frontend', () => {
  const folder = createTemporaryFolder('frontend-start');
  beforeAll(() => builtFile('main.js'));
  afterAll(() => folder.remove());
  const start = (ports: Readonly<Record<string, string>>) =>
    startProcess(process.execPath, [join(ROOT, 'examples', 'frontend', 'start.mjs')], {
      env: { GATEWAY_PORT: '0', ISSUER_PORT: '0', PAGE_PORT: '0', ...ports, TMPDIR: folder.path },
    });

  let taken: Server | undefined;
  afterEach(() => taken?.close());

  it.each([
    ['GATEWAY_PORT', 'the port is already in use'],
    ['ISSUER_PORT', 'EADDRINUSE'],
    ['PAGE_PORT', 'EADDRINUSE'],
  ])('says why it cannot start when %s is taken, and leaves nothing behind', async (name, reason) => {
    const server = createServer();
    taken = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const example = start({ [name]: String(typeof address === 'object' && address?.port) });
    expect((await example.exit).code).toBe(1);
    expect(example.stderr()).toContain(reason);
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it('says where to look, and leaves nothing behind', async () => {
    const example = start({});
    await example.waitForLine(/See examples\/frontend and docs\/frontend\.md/);
    const page = /The page is at (http:\S+)/.exec(example.stdout())?.[1] ?? '';
    expect(await (await fetch(page)).text()).toContain('data-gateway="http://127.0.0.1:');
    expect((await fetch(`${page}absent.js`)).status).toBe(404);
    expect(readdirSync(folder.path)).not.toEqual([]);
    expect(await example.kill('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(readdirSync(folder.path)).toEqual([]);
  });
});
