import { readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { builtFile } from '../support/built';
import { createTemporaryFolder } from '../support/folder';
import { startProcess } from '../support/process';
import { ROOT } from '../support/repository';

describe('npm run example:federation', () => {
  const folder = createTemporaryFolder('example');
  beforeAll(() => builtFile('main.js'));
  afterAll(() => folder.remove());
  const start = (ports: Readonly<Record<string, string>>) =>
    startProcess(process.execPath, [join(ROOT, 'examples', 'federation', 'start.mjs')], {
      env: { SECRETS_PORT: '0', DEPLOYMENTS_PORT: '0', SUPERGRAPH_PORT: '0', ...ports, TMPDIR: folder.path },
    });

  it('says why it cannot start if a port is in use, and leaves nothing behind', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const address = taken.address();
    const example = start({ DEPLOYMENTS_PORT: String(typeof address === 'object' && address?.port) });
    expect((await example.exit).code).toBe(1);
    expect(example.stderr()).toContain('EADDRINUSE');
    expect(readdirSync(folder.path)).toEqual([]);
    taken.close();
  });

  it('starts three processes, shows an answer from both subgraphs, and leaves nothing behind', async () => {
    const example = start({});
    await example.waitForLine(/See examples\/federation and docs\/federation\.md/);
    const url = /The supergraph is at (http:\S+)/.exec(example.stdout())?.[1] ?? '';
    expect(example.stdout()).toContain('"value": "[REDACTED]"');
    expect(example.stdout()).toContain('"outdatedIn"');
    expect((await fetch(url, { method: 'POST' })).status).toBe(400);
    expect(readdirSync(folder.path)).not.toEqual([]);
    expect(await example.kill('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(readdirSync(folder.path)).toEqual([]);
    await expect(fetch(url)).rejects.toThrow();
  });
});
