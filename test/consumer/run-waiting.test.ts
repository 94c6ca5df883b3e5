import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createTemporaryFolder, type TemporaryFolder } from '../support/folder';
import { startCli } from '../support/process';
import { TwoProcesses } from './processes.fixture';

describe('run --consumer at a start in the wrong order', () => {
  let folder: TemporaryFolder;
  let both: TwoProcesses;
  let file: string;
  beforeAll(async () => {
    folder = createTemporaryFolder('waiting');
    const url = () => `sqlite:${join(folder.path, 'gateway.db')}`;
    both = await TwoProcesses.start({ kind: 'sqlite', url, dataFolder: () => folder.path });
    await both.put('WAIT_TOKEN', 'the value of the token');
    ({ file } = await both.consumer('waiter', { namePrefix: 'WAIT_' }));
  });
  afterAll(async () => {
    await both.stop();
    folder.remove();
  });

  /** The consumer's file with another address of the dispenser. */
  const fileAt = (dispenser: string) => {
    const path = join(folder.path, 'elsewhere.json');
    writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), dispenser }), {
      mode: 0o600,
    });
    return path;
  };
  const run = (consumer: string, options: readonly string[] = [], env: Record<string, string> = {}) =>
    startCli(
      [
        'run',
        '--consumer',
        consumer,
        ...options,
        '--',
        'node',
        '-p',
        '"has " + process.env.WAIT_TOKEN.length',
      ],
      {
        cwd: folder.path,
        env,
      },
    );

  it('waits for a dispenser that is not up, if it is told to, and says why', async () => {
    await both.dispenser?.kill('SIGTERM');
    const impatient = run(file);
    expect(await impatient.exit).toMatchObject({ code: 6 });
    expect(impatient.stderr()).toBe(
      'secrets-gateway: the dispenser cannot be reached: nothing listens at its address (ECONNREFUSED)\n',
    );
    const patient = run(file, ['--wait', '5m']);
    await patient.waitForLine(/ECONNREFUSED\); trying again$/);
    await both.startDispenser();
    expect(await patient.exit).toMatchObject({ code: 0 });
    expect(patient.stdout()).toBe('has 22\n');
    const short = run(fileAt('http://127.0.0.1:1'), ['--wait', '100ms']);
    expect(await short.exit).toMatchObject({ code: 6 });
  });

  it('waits as long as a dispenser asks that has too many requests, and not longer than it was told', async () => {
    const asked: number[] = [];
    const server = createServer((_, reply) => {
      asked.push(performance.now());
      reply.writeHead(429, { 'retry-after': asked.length === 1 ? '2' : '3600' }).end('{}');
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    const limited = run(fileAt(`http://127.0.0.1:${port}`), ['--wait', '5m']);
    expect(await limited.exit).toMatchObject({ code: 6 });
    expect(limited.stderr()).toContain('status 429');
    expect(asked).toHaveLength(2);
    expect(asked[1]! - asked[0]!).toBeGreaterThan(1_950);
    server.close();
  });

  it('names a certificate that is not trusted, and trusts the file of NODE_EXTRA_CA_CERTS', async () => {
    const [key, cert] = [join(folder.path, 'key.pem'), join(folder.path, 'cert.pem')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const output = ['-keyout', key, '-out', cert, '-days', '2', '-nodes'];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', ...subject, ...output], {
      stdio: 'ignore',
    });
    const server = createSecureServer(
      { key: readFileSync(key), cert: readFileSync(cert) },
      async (request, reply) => {
        const body: Buffer[] = [];
        for await (const chunk of request) body.push(chunk);
        const answer = await fetch(`${both.dispenserUrl}${request.url}`, {
          method: request.method ?? 'GET',
          headers: Object.fromEntries(
            ['authorization', 'content-type'].flatMap((name) => {
              const value = request.headers[name];
              return typeof value === 'string' ? [[name, value]] : [];
            }),
          ),
          body: Buffer.concat(body),
        });
        reply.writeHead(answer.status, { etag: answer.headers.get('etag') ?? '' }).end(await answer.text());
      },
    );
    await new Promise<void>((listening) => server.listen(0, 'localhost', listening));
    const { port } = server.address() as AddressInfo;
    const elsewhere = fileAt(`https://localhost:${port}`);
    const refused = run(elsewhere, ['--wait', '5m']);
    expect(await refused.exit).toMatchObject({ code: 1 });
    expect(refused.stderr()).toMatch(
      /not signed by an authority .*\(DEPTH_ZERO_SELF_SIGNED_CERT\); NODE_EXTRA_CA_CERTS/,
    );
    const trusted = run(elsewhere, [], { NODE_EXTRA_CA_CERTS: cert });
    expect(await trusted.exit).toMatchObject({ code: 0 });
    expect(trusted.stdout()).toBe('has 22\n');
    const plain = run(fileAt(both.dispenserUrl.replace('http:', 'https:')));
    expect(await plain.exit).toMatchObject({ code: 1 });
    expect(plain.stderr()).toMatch(/no TLS connection to the dispenser could be made/);
    server.close();
  });

  it('goes through the proxy that HTTP_PROXY names, but not for a host in NO_PROXY', async () => {
    const seen: string[] = [];
    const proxy = createServer((_, reply) => reply.writeHead(502).end());
    proxy.on('connect', (request, socket) => {
      seen.push(request.url ?? '');
      socket.end('HTTP/1.1 503 Service Unavailable\r\n\r\n');
    });
    await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening));
    const { port } = proxy.address() as AddressInfo;
    const HTTP_PROXY = `http://127.0.0.1:${port}`;
    const through = run(file, [], { HTTP_PROXY });
    expect(await through.exit).toMatchObject({ code: 6 });
    expect(seen.length).toBeGreaterThan(0);
    const count = seen.length;
    const beside = run(file, [], { HTTP_PROXY, NO_PROXY: '127.0.0.1' });
    expect(await beside.exit).toMatchObject({ code: 0 });
    expect(seen).toHaveLength(count);
    proxy.close();
  });

  it('with --watch starts the command again only when all that the old one has started is gone', async () => {
    const script = `echo "here $$"; (trap '' TERM; while :; do sleep 0.1; done) & echo "left $!"; echo "value \${#WAIT_TOKEN}"; wait`;
    const watching = startCli(['run', '--consumer', file, '--watch', '--', 'sh', '-c', script], {
      cwd: folder.path,
    });
    const left = Number((await watching.waitForLine(/^left /)).slice(5));
    await watching.waitForLine(/^value 22$/);
    await pause(500);
    await both.put('WAIT_TOKEN', 'another value of the token');
    await watching.waitForLine(/^value 26$/);
    expect(stateOf(left)).toMatch(/^(gone|Z)$/);
    const here = [...watching.stdout().matchAll(/^here (\d+)$/gm)].map(([, pid]) => Number(pid));
    expect(here).toHaveLength(2);
    process.kill(-here[1]!, 'SIGKILL');
    expect(await watching.exit).toMatchObject({ code: 137 });
  });
});

function stateOf(pid: number): string {
  try {
    return /\) (\w) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] ?? '';
  } catch {
    return 'gone';
  }
}
