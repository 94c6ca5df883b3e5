import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommandLine } from '../cli.fixture';
import { installKeyed, type KeyedInstallation } from './keys-ring.fixture';

let at: KeyedInstallation;
let old: string;
let young: string;
const inFolder = (name: string) => join(at.folder.path, name);
const files = () =>
  ['sealing.key', 'opening/opening.key'].map((name) => readFileSync(inFolder(name), 'utf8'));

/** Two generations; nothing is sealed with the older one. */
beforeEach(async () => {
  at = await installKeyed();
  [old] = at.idsIn('sealing.key') as [string];
  expect(await at.events()).toEqual([]);
  expect((await at.keys(['generate'])).code).toBe(0);
  [young] = at.idsIn('sealing.key') as [string];
});
afterEach(() => at.folder.remove());

const PLACES = ['chain_id', 'principal_id', 'principal_kind', 'outcome', 'address'];

describe('the audit log of the instance', () => {
  it('tells of each change of the key ring, by the operator, and verifies', async () => {
    expect((await at.keys(['promote', old])).code).toBe(0);
    expect((await at.keys(['promote', young])).code).toBe(0);
    expect((await at.keys(['retire', old])).code).toBe(0);
    expect(await at.events()).toEqual([
      ['key.generate', young, { from: old }],
      ['key.promote', old, { from: young }],
      ['key.promote', young, { from: old }],
      ['key.retire', old, { current: young }],
    ]);
    const rows = await at.use(({ stores }) =>
      stores.database.reader.manager.query(
        `SELECT DISTINCT ${PLACES} FROM audit_event WHERE action LIKE 'key.%'`,
      ),
    );
    expect(rows).toEqual([
      {
        chain_id: 'instance',
        principal_id: 'operator',
        principal_kind: 'OPERATOR',
        outcome: 'ALLOWED',
        address: 'local',
      },
    ]);
    expect(await runCommandLine(['audit', 'verify'], at.env)).toMatchObject({ code: 0 });
  });

  it('tells nothing of what was refused', async () => {
    await at.store('VALUE', 'sealed with the younger key');
    await at.keys(['promote', old]);
    const events = await at.events();
    expect((await at.keys(['promote', 'key-none'])).code).toBe(4);
    expect((await at.keys(['retire', old])).code).toBe(1);
    expect((await at.keys(['retire', young])).stderr).toContain('1 values are sealed with this key');
    expect(await at.events()).toEqual(events);
  });

  it.each<[string, () => string[]]>([
    ['generate', () => ['generate']],
    ['promote', () => ['promote', old]],
    ['retire', () => ['retire', old]],
  ])('has the event of keys %s before a file changes, and no file changes without it', async (_, args) => {
    const before = files();
    const events = await at.events();
    // Nothing can be written beside the files, so that the change comes to nothing; the event is there already.
    for (const name of ['sealing.key.new', 'opening/opening.key.new']) writeFileSync(inFolder(name), '');
    expect(await at.keys(args())).toMatchObject({ code: 1, stdout: '' });
    expect([files(), (await at.events()).length]).toEqual([before, events.length + 1]);
    for (const name of ['sealing.key.new', 'opening/opening.key.new']) rmSync(inFolder(name));
    // The other way round: the event cannot be written, and the files stay as they are.
    renameSync(inFolder('audit.key'), inFolder('audit.key.away'));
    expect(await at.keys(args())).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^secrets-gateway: SECRETS_GATEWAY_AUDIT_KEY_FILE: [^\n]+\n$/),
    });
    renameSync(inFolder('audit.key.away'), inFolder('audit.key'));
    expect([files(), (await at.events()).length]).toEqual([before, events.length + 1]);
    // The control: with both in their places it is done.
    expect((await at.keys(args())).code).toBe(0);
    expect(files()).not.toEqual(before);
    expect(await at.events()).toHaveLength(events.length + 2);
  });
});

it('without a database, generate and promote change the files and warn that no audit log records it', async () => {
  const folder = inFolder('other');
  mkdirSync(folder, { mode: 0o700 });
  const keys = (...args: string[]) => runCommandLine(['keys', ...args], { SECRETS_GATEWAY_DATA_DIR: folder });
  const first = await keys('generate');
  expect(first.stderr).not.toContain('audit log');
  const [, id = ''] = /^\S+ (key-\S+)/.exec(first.stdout) ?? [];
  for (const args of [['generate'], ['promote', id]]) {
    expect(await keys(...args)).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('There is no database, so no audit log records this change.\n'),
    });
  }
});
