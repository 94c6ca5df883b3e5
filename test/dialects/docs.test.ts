import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DIALECTS } from '../../src/gateway-dialects';
import { createTemporaryFolder } from '../support/folder';
import { ROOT } from '../support/repository';
import { type DialectWorld, startDialects } from './dialect.fixture';

const PAGES = DIALECTS.map(({ name }) => name);

/** The examples of a page in one language, as they stand there. */
function examplesOf(page: string, language: string): string[] {
  const text = readFileSync(join(ROOT, 'docs', 'dialects', `${page}.md`), 'utf8');
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, found, code = '']) =>
    found === language ? [code] : [],
  );
}

describe('the page of a dialect', () => {
  const folder = createTemporaryFolder('docs');
  let world: DialectWorld;
  let environment: Record<string, string>;
  beforeAll(async () => {
    world = await startDialects();
    const { port } = await world.gateway.gateway.listen();
    environment = {
      PATH: process.env.PATH ?? '',
      GATEWAY: `http://127.0.0.1:${port}`,
      TOKEN: world.gateway.ownerToken,
      ORGANIZATION_ID: world.organizationId,
    };
  });
  afterAll(async () => {
    await world.close();
    folder.remove();
  });

  /** Runs a program that reads its script from standard input. */
  function run(command: string, args: readonly string[], script: string, cwd: string) {
    return new Promise<{ code: number | null; output: string }>((resolve) => {
      const child = spawn(command, args, { cwd, env: environment });
      const pieces: Buffer[] = [];
      child.stdout.on('data', (piece: Buffer) => pieces.push(piece));
      child.stderr.on('data', (piece: Buffer) => pieces.push(piece));
      child.on('close', (code) => resolve({ code, output: Buffer.concat(pieces).toString() }));
      child.stdin.end(script);
    });
  }

  it.each(PAGES)('has examples for a shell that work as they stand: %s', async (page) => {
    const examples = examplesOf(page, 'sh');
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      const { code, output } = await run('bash', ['-e', '-s'], example, folder.path);
      expect([output, code]).toEqual([output, 0]);
      expect(output).toMatch(page === 'github' ? /"key_id"/ : /docs_\w+_key/i);
    }
  });

  it('has an example for Octokit that works as it stands', async () => {
    const [example = ''] = examplesOf('github', 'js');
    const { code, output } = await run(process.execPath, ['--input-type=module', '-'], example, ROOT);
    expect([output, code]).toEqual([output, 0]);
    expect(output).toContain('DOCS_SEALED_KEY');
  });

  it('would fail with an example that does not work', async () => {
    const broken = examplesOf('mixpeek', 'sh')[0]!.replaceAll('/v1/', '/v2/');
    expect((await run('bash', ['-e', '-s'], broken, folder.path)).code).not.toBe(0);
  });

  it.each(PAGES)('says where its document is and what differs from the vendor: %s', async (page) => {
    const text = readFileSync(join(ROOT, 'docs', 'dialects', `${page}.md`), 'utf8');
    expect(text).toContain(`/openapi/${page}.json`);
    expect(text).toContain('## What differs from the vendor');
  });
});
