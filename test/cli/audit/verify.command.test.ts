import { copyFileSync } from 'node:fs';
import sqlite from 'sqlite3';
import { type Installation, install, runCommandLine } from '../cli.fixture';

let installation: Installation;
let chain: string;
const verify = (...options: string[]) => runCommandLine(['audit', 'verify', ...options], installation.env);

/** What somebody with the file can do: the triggers that refuse it are dropped first. */
async function tamper(...statements: string[]): Promise<void> {
  const database = new sqlite.Database(installation.database);
  const run = (statement: string) =>
    new Promise<{ name: string }[]>((resolve, reject) =>
      database.all(statement, (error, rows) => (error ? reject(error) : resolve(rows as { name: string }[]))),
    );
  for (const { name } of await run("SELECT name FROM sqlite_master WHERE type = 'trigger'")) {
    await run(`DROP TRIGGER ${name}`);
  }
  for (const statement of statements) await run(statement);
  await new Promise((resolve) => database.close(resolve));
}

const where = (sequence: number | string) => `WHERE chain_id = '${chain}' AND sequence = ${sequence}`;

beforeAll(async () => {
  installation = await install();
  chain = installation.organization.id;
  await installation.store('one', 'first value');
  await installation.store('two', 'second value');
  await installation.store('three', 'third value');
  copyFileSync(installation.database, `${installation.database}.sound`);
});
beforeEach(() => copyFileSync(`${installation.database}.sound`, installation.database));
afterAll(() => installation.folder.remove());

it('a sound log is printed with the head of each chain', async () => {
  const { code, stdout, stderr } = await verify();
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(
    new RegExp(`^instance  1 events  1:[0-9a-f]{64}\n${chain}  6 events  6:[0-9a-f]{64}\n$`),
  );
});

describe('the first bad event is named', () => {
  it.each([
    [
      'an edited event',
      () => [`UPDATE audit_event SET subject_id = NULL ${where(5)}`],
      'event 5 of CHAIN is not as it was written',
    ],
    [
      'an edited detail',
      () => [`UPDATE audit_event SET detail = replace(detail, 'two', 'six') ${where(5)}`],
      'event 5 of CHAIN is not as it was written',
    ],
    [
      'an edited link',
      () => [`UPDATE audit_event SET link = zeroblob(32) ${where(3)}`],
      'event 3 of CHAIN is not as it was written',
    ],
    ['a deleted event', () => [`DELETE FROM audit_event ${where(2)}`], 'event 2 of CHAIN is missing'],
    ['a deleted first event', () => [`DELETE FROM audit_event ${where(1)}`], 'event 1 of CHAIN is missing'],
    [
      'a deleted event with the later ones moved up',
      () => [
        `DELETE FROM audit_event ${where(4)}`,
        `UPDATE audit_event SET sequence = 4 ${where(5)}`,
        `UPDATE audit_event SET sequence = 5 ${where(6)}`,
      ],
      'event 4 of CHAIN is not as it was written',
    ],
    [
      'two events in each other’s place',
      () => [
        `UPDATE audit_event SET sequence = 99 ${where(4)}`,
        `UPDATE audit_event SET sequence = 4 ${where(5)}`,
        `UPDATE audit_event SET sequence = 5 ${where(99)}`,
      ],
      'event 4 of CHAIN is not as it was written',
    ],
    ['a cut end', () => [`DELETE FROM audit_event ${where(6)}`], 'event 6 of CHAIN is missing'],
    [
      'a cut end with the head set back',
      () => [
        `DELETE FROM audit_event ${where(6)}`,
        `UPDATE audit_chain SET sequence = 5, link = (SELECT link FROM audit_event ${where(5)}) WHERE chain_id = '${chain}'`,
      ],
      'event 5 of CHAIN is not the last event of the chain',
    ],
    [
      'a head that is gone',
      () => [`DELETE FROM audit_chain`],
      'event 6 of CHAIN is not the last event of the chain',
    ],
    [
      'an event of another chain',
      () => [`UPDATE audit_event SET chain_id = 'instance' ${where(6)}`],
      'event 6 of CHAIN is missing',
    ],
  ])('%s', async (_, statements, message) => {
    await tamper(...statements());
    const { code, stdout, stderr } = await verify();
    expect(code).toBe(1);
    expect(stderr).toMatch(/^secrets-gateway: the audit log is not as it was written: [^\n]+\n$/);
    expect(stderr).toContain(message.replace('CHAIN', chain));
    expect(stdout).toContain('BAD event');
  });

  it('and dropping the triggers alone changes nothing', async () => {
    await tamper();
    expect((await verify()).code).toBe(0);
  });
});

describe('a head that the operator kept elsewhere', () => {
  const headOf = (stdout: string) => /6:[0-9a-f]{64}/.exec(stdout)?.[0] ?? '';

  it('is refused in another form', async () => {
    expect((await verify('--expect', `${chain}=6`)).code).toBe(2);
  });

  it('is still met when the chain has grown', async () => {
    const head = headOf((await verify()).stdout);
    await installation.store('four', 'fourth value');
    expect(await verify('--expect', `${chain}=${head}`)).toMatchObject({ code: 0, stderr: '' });
  });

  it('shows a chain that was put back to an older state as a whole', async () => {
    await installation.store('four', 'fourth value');
    const head = /7:[0-9a-f]{64}/.exec((await verify()).stdout)?.[0] ?? '';
    copyFileSync(`${installation.database}.sound`, installation.database);
    expect((await verify()).code).toBe(0);
    const { code, stderr } = await verify('--expect', `${chain}=${head}`);
    expect(code).toBe(1);
    expect(stderr).toContain(`event 7 of ${chain} is missing`);
  });

  it('shows another history of the same length, and a chain that is gone', async () => {
    const other = headOf((await verify()).stdout).replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    expect((await verify('--expect', `${chain}=${other}`)).stderr).toContain('is not the expected one');
    const gone = `${chain.slice(0, -1)}0`;
    const { stderr } = await verify('--expect', `${gone}=${other}`, '--expect', `${chain}=${other}`);
    expect(stderr).toContain(`event 1 of ${gone} is missing`);
    expect(stderr).toContain(`event 6 of ${chain} is not the expected one`);
  });
});

describe('audit list', () => {
  const list = (...options: string[]) =>
    runCommandLine(['operator', 'audit', 'list', ...options], installation.env);

  it('prints a chain, of the instance unless another is named, as lines or as JSON', async () => {
    const instance = await list();
    expect([instance.code, instance.stderr]).toEqual([0, '']);
    expect(instance.stdout).toMatch(new RegExp(`^1  \\S+Z  organization.create  ALLOWED  \\S+  ${chain}  `));
    const { stdout } = await list(chain, '--json');
    const events = stdout.trim().split('\n');
    expect(events).toHaveLength(6);
    expect(JSON.parse(events[5] ?? '')).toMatchObject({ sequence: 6, action: 'secret.create' });
    expect(stdout).not.toContain('third value');
  });

  it('is refused for a chain without events', async () => {
    expect(await list('org-none')).toMatchObject({ code: 4, stdout: '' });
  });
});
