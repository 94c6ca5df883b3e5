import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { selfSigned } from '../dispenser/upstream/certificate.fixture';
import { createTemporaryFolder } from './folder';
import { findFreePort } from './postgres-server';
import { startProcess } from './process';

const PROGRAM = '/usr/sbin/nginx';
const isInstalled = spawnSync(PROGRAM, ['-v']).status === 0;

/** A running nginx with TLS. */
export interface Nginx {
  readonly port: number;
  /** The file of the certificate that it shows, for clients that should trust it. */
  readonly certificate: string;
  close(): Promise<void>;
}

/** `describe` where nginx is installed and in CI, which installs it; elsewhere the tests are skipped with a line. */
export function describeWithNginx(title: string, define: () => void): void {
  const skipped = !isInstalled && !process.env.CI;
  if (skipped) process.stderr.write(`Skipped: ${title}. It needs ${PROGRAM}.\n`);
  (skipped ? describe.skip : describe)(title, define);
}

/**
 * Starts nginx with `server` blocks from the documentation.
 *
 * @param blocks as they stand there: port, certificate and the gateway behind are put in here.
 * @param names the names and addresses of the certificate.
 */
export async function startNginx(
  blocks: string,
  gatewayPort: number,
  names: readonly string[],
): Promise<Nginx> {
  const folder = createTemporaryFolder('nginx');
  const port = await findFreePort();
  const { cert, key } = selfSigned(names);
  const certificate = join(folder.path, 'cert.pem');
  writeFileSync(certificate, cert);
  writeFileSync(join(folder.path, 'key.pem'), key, { mode: 0o600 });
  const server = blocks
    .replaceAll('listen 443 ssl', `listen 127.0.0.1:${port} ssl`)
    .replaceAll(/ssl_certificate \S+;/g, `ssl_certificate ${certificate};`)
    .replaceAll(/ssl_certificate_key \S+;/g, `ssl_certificate_key ${join(folder.path, 'key.pem')};`)
    .replaceAll('127.0.0.1:4000', `127.0.0.1:${gatewayPort}`);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (each) => `${each}_temp_path ${join(folder.path, each)};`,
  );
  const file = join(folder.path, 'nginx.conf');
  writeFileSync(
    file,
    `daemon off; pid ${join(folder.path, 'pid')}; error_log stderr; worker_processes 1;
events {}
http { access_log off; ${temporary.join(' ')}
${server}
}
`,
  );
  const child = startProcess(PROGRAM, ['-p', folder.path, '-c', file, '-e', 'stderr']);
  await child.waitForPort(port);
  return {
    port,
    certificate,
    close: async () => {
      await child.kill('SIGTERM');
      folder.remove();
    },
  };
}
