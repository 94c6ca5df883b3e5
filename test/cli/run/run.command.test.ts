import { chmodSync, copyFileSync, existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { newCanary } from '../../support/canary';
import { CanaryWatch } from '../../support/canary-watch';
import { createTemporaryFolder } from '../../support/folder';
import { type CommandRun, type Installation, install, runCommandLine } from '../cli.fixture';

const canary = newCanary();
const other = newCanary();
let installation: Installation;

function run(command: readonly string[], more: Record<string, string> = {}): Promise<CommandRun> {
  return runCommandLine(['run', '--', ...command], { ...installation.env, ...more });
}

function node(script: string, more: Record<string, string> = {}): Promise<CommandRun> {
  return run([process.execPath, '-e', script], more);
}

beforeAll(async () => {
  installation = await install();
  await installation.store('API_KEY', canary.text);
  await installation.store('1ST.PASS WÖRD', 'se cret/%é');
  await installation.store('TLS KEY', Buffer.from(`\0${other.text}`).toString('base64'), { isFile: true });
});
afterAll(() => installation.folder.remove());

describe('run refuses', () => {
  it('to go on without a command or with an unknown option', async () => {
    for (const args of [['run'], ['run', '--nonsense', '--', 'true']]) {
      const { code, stdout, stderr } = await runCommandLine(args, installation.env);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(/^secrets-gateway: .+\nAdd --help for the options.\n$/);
    }
  });

  it('an organization that does not exist', async () => {
    const args = ['run', '--organization', 'nowhere', '--', 'true'];
    expect(await runCommandLine(args, installation.env)).toEqual({
      code: 4,
      stdout: '',
      stderr: 'secrets-gateway: there is no organization with this slug\n',
    });
  });

  it('an opening key that others can read, that is missing, and one of another installation', async () => {
    const stranger = await install();
    const opening = (folder: string) => join(folder, 'opening/opening.key');
    const shared = join(stranger.folder.path, 'shared.key');
    copyFileSync(opening(installation.folder.path), shared);
    chmodSync(shared, 0o640);
    const lineFor = async (file: string) => {
      const { code, stderr } = await run(['true'], { SECRETS_GATEWAY_OPENING_KEY_FILE: file });
      expect(code).toBe(1);
      return stderr;
    };
    expect(await lineFor(shared)).toBe(
      'secrets-gateway: SECRETS_GATEWAY_OPENING_KEY_FILE: others than its owner can read the file; set its mode to 600\n',
    );
    expect(await lineFor(join(stranger.folder.path, 'none'))).toBe(
      'secrets-gateway: SECRETS_GATEWAY_OPENING_KEY_FILE: there is no such file\n',
    );
    expect(
      await run(['true'], { SECRETS_GATEWAY_OPENING_KEY_FILE: opening(stranger.folder.path) }),
    ).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^(secrets-gateway: the secret ".+" does not open .+\n){3}$/),
    });
    chmodSync(shared, 0o600);
    expect(await run(['true'], { SECRETS_GATEWAY_OPENING_KEY_FILE: shared })).toMatchObject({
      code: 0,
      stderr: '',
    });
    stranger.folder.remove();
  });

  it('a command that is not there with 127, and one that is no program with 126', async () => {
    expect(await run(['no-such-command-anywhere'])).toMatchObject({
      code: 127,
      stderr: 'secrets-gateway: the command was not found\n',
    });
    expect((await run([installation.database])).code).toBe(126);
  });
});

describe('the command', () => {
  it('gets each secret in a variable, and its output shows the mask', async () => {
    const script =
      'const e = process.env; console.log(e.API_KEY.length, e.API_KEY, e["_1ST_PASS_W_RD"]); console.error(e.API_KEY)';
    expect(await node(script)).toEqual({
      code: 0,
      stdout: '32 [REDACTED] [REDACTED]\n',
      stderr: '[REDACTED]\n',
    });
  });

  it('gets its arguments as they are, with the options that look like ours', async () => {
    const script = 'console.log(JSON.stringify(process.argv.slice(1)))';
    const { stdout } = await run([
      process.execPath,
      '-e',
      script,
      '--',
      'a b',
      '--organization',
      '$HOME',
      '--',
    ]);
    expect(JSON.parse(stdout)).toEqual(['a b', '--organization', '$HOME', '--']);
  });

  it('gets a file as the path of a private copy, which is gone afterwards', async () => {
    const script = `
      const fs = require('node:fs');
      const path = process.env.TLS_KEY;
      const mode = (name) => (fs.statSync(name).mode & 0o7777).toString(8);
      fs.writeFileSync(process.env.REPORT, JSON.stringify({
        path, file: mode(path), folder: mode(require('node:path').dirname(path)), bytes: fs.readFileSync(path).length,
      }));`;
    const folder = createTemporaryFolder('report');
    const report = join(folder.path, 'report.json');
    expect((await node(script, { REPORT: report })).code).toBe(0);
    const seen = JSON.parse(readFileSync(report, 'utf8'));
    expect(seen).toMatchObject({ file: '600', folder: '700', bytes: 33 });
    expect(existsSync(dirname(seen.path))).toBe(false);
    folder.remove();
  });

  it('gets no setting of the gateway and not its umask, but all that is its own', async () => {
    const more = {
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/app',
      PORT: '3000',
      SECRETS_GATEWAY_AUDIT_KEY: '',
      SECRETS_GATEWAY_BOOTSTRAP_TOKEN: 'x'.repeat(32),
      SECRETS_GATEWAY_DATABASE_URL: `sqlite:${installation.database}`,
    };
    const script = 'console.log(Object.keys(process.env).sort().join(), process.umask().toString(8))';
    const { stdout } = await node(script, more);
    expect(stdout).toBe('API_KEY,DATABASE_URL,PATH,PORT,TLS_KEY,_1ST_PASS_W_RD 22\n');
  });

  it.each([0, 1, 7, 255])('passes its exit code %i on', async (code) => {
    expect((await node(`process.exit(${code})`)).code).toBe(code);
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGKILL', 137],
    ['SIGINT', 130],
  ])('that dies of %s ends with %i, and its files are gone', async (signal, code) => {
    const folder = createTemporaryFolder('report');
    const report = join(folder.path, 'path');
    const script = `
      const fs = require('node:fs');
      fs.readFileSync(process.env.TLS_KEY);
      fs.writeFileSync(process.env.REPORT, process.env.TLS_KEY);
      process.kill(process.pid, '${signal}');
      setTimeout(() => {}, 9e3);`;
    expect(await node(script, { REPORT: report })).toEqual({ code, stdout: '', stderr: '' });
    const path = readFileSync(report, 'utf8');
    expect(path).toMatch(/secrets-gateway-[\w-]+.TLS_KEY$/);
    expect(existsSync(dirname(path))).toBe(false);
    folder.remove();
  });

  it('is on record before it starts: one event a secret, with name and version and no argument', async () => {
    const marker = newCanary();
    const eventsOf = () =>
      installation.use(({ stores }) =>
        stores.audit.stream(stores.database.reader, installation.organization.id, 1, 1000),
      );
    const before = (await eventsOf()).length;
    await run(['no-such-command', marker.text]);
    const events = (await eventsOf()).slice(before).map(({ event }) => event);
    expect(events.map(({ action, principalId, detail }) => ({ action, principalId, detail }))).toEqual(
      ['API_KEY', '1ST.PASS WÖRD', 'TLS KEY'].map((name) => ({
        action: 'secret.use',
        principalId: 'operator',
        detail: { name, version: 1 },
      })),
    );
    new CanaryWatch(marker).addDatabase(installation.database).expectUnseen();
    await installation.use(async ({ stores }) => {
      const found = await stores.secrets.find(
        stores.database.reader,
        [
          {
            organizationId: installation.organization.id,
            reach: { principalId: 'x', teamIds: [], everyTeam: false },
          },
        ],
        events.map(({ subjectId }) => subjectId ?? ''),
      );
      expect(found.map(({ lastUsedAt }) => lastUsedAt !== null)).toEqual([true, true, true]);
    });
  });

  it('leaves no value anywhere but in its own environment', async () => {
    const ended = await node(
      'console.log(process.env.API_KEY); require("node:fs").readFileSync(process.env.TLS_KEY)',
    );
    new CanaryWatch(canary, other)
      .add('stdout', ended.stdout)
      .add('stderr', `${ended.stderr} `)
      .addFolder(installation.folder.path)
      .expectUnseen();
    // The control: unmasked, the same command shows it.
    const folder = createTemporaryFolder('control');
    const shown = join(folder.path, 'shown');
    await node('require("node:fs").writeFileSync(process.env.SHOWN, process.env.API_KEY)', { SHOWN: shown });
    expect(new CanaryWatch(canary).addFile(shown).sightings()).toHaveLength(1);
    folder.remove();
  });
});
