import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newCanary } from '../../support/canary';
import { CanaryWatch } from '../../support/canary-watch';
import { type ClientWorld, startClientWorld } from '../client.fixture';

let world: ClientWorld;
beforeAll(async () => {
  world = await startClientWorld();
});
afterAll(() => world.close());

/** Imports a text from standard input with `--yes`. */
const imported = (text: string, ...options: string[]) => world.client(['import', '--yes', ...options], text);

/** The current values of the organization by name. */
async function values(): Promise<Record<string, string | undefined>> {
  const secrets: { id: string; name: string; version: number }[] = await world.json(['secret', 'list']);
  const opened = await world.values();
  return Object.fromEntries(secrets.map(({ id, name, version }) => [name, opened.get(`${id} ${version}`)]));
}

describe('import', () => {
  it('shows first what it would do, and changes nothing with --dry-run', async () => {
    const canary = newCanary();
    const file = join(world.home.path, 'app.env');
    writeFileSync(file, `API_KEY=${canary.text}\nEMPTY=\nPASSWORD=abc#123\nAPI_KEY="x ${canary.text}"\n`);
    const shown = await world.client(['import', file, '--dry-run']);
    expect(shown.code).toBe(0);
    expect(shown.stdout).toMatch(/^API_KEY +left out +line 1 +the name is there again, line 4\n/m);
    expect(shown.stdout).toMatch(/^EMPTY +left out +line 2 +its value is empty\n/m);
    expect(shown.stdout).toMatch(/^PASSWORD +new +line 3 +the value ends at the number sign/m);
    expect(shown.stdout).toMatch(/^API_KEY +new +line 4\n/m);
    new CanaryWatch(canary).add('output', shown.stdout + shown.stderr).expectUnseen();
    expect(await world.json(['secret', 'list'])).toEqual([]);
    // Without a terminal nobody can be asked.
    expect(await world.client(['import', file])).toMatchObject({ code: 2 });
    expect(await world.json(['secret', 'list'])).toEqual([]);
    expect(await world.client(['import', file, '--yes'])).toMatchObject({
      code: 0,
      stderr: 'imported 2 of 2\n',
    });
    expect(await values()).toEqual({ API_KEY: `x ${canary.text}`, PASSWORD: 'abc' });
    new CanaryWatch(canary).add('log', world.gateway.lines.join('\n')).expectUnseen();
  });

  it('gives names that are there a new version, or leaves them out', async () => {
    const again = await imported('api_key=other\nNEW_ONE=1', '--only-new');
    expect(again.stdout).toMatch(/^api_key +left out +line 1 +there is such a secret/m);
    expect(await imported('api_key=other\nNEW_ONE=2')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^api_key +new version +line 1 +after version 1$/m),
    });
    expect(await values()).toMatchObject({ API_KEY: 'other', NEW_ONE: '2' });
  });

  it('imports nothing if an entry is refused, unless it is told to import the others', async () => {
    const text = `GOOD=1\nno value\nA\u202eB=1\ngood=2\nLONG=${'x'.repeat(65_537)}\n`;
    const refused = await imported(text);
    expect(refused).toMatchObject({ code: 5, stderr: expect.stringContaining('of 5 entries are refused') });
    expect(refused.stdout).toMatch(/^GOOD +refused .*upper and lower case only$/m);
    expect(refused.stdout).not.toMatch(/\u202e|xxxx/);
    expect(await values()).not.toHaveProperty('good');
    expect(await imported(text, '--partial')).toMatchObject({ code: 0, stderr: 'imported 1 of 1\n' });
    expect(await values()).toMatchObject({ good: '2' });
  });

  it.each<[string, string, Record<string, string>]>([
    [
      'JSON',
      '{"J_A": "a\\nb", "J_B": 1.0, "J_C": 01e5, "J_D": true, "J_E": null}',
      { J_A: 'a\nb', J_B: '1.0', J_D: 'true' },
    ],
    [
      'YAML',
      'Y_A: 0123\nY_B: |\n  line\n  line\nY_C: "null"\nY_D: null\nY_E: yes\n',
      { Y_A: '0123', Y_B: 'line\nline\n', Y_C: 'null', Y_E: 'yes' },
    ],
    ['Infisical', '[{"key": "I_A", "value": "1", "type": "shared"}]', { I_A: '1' }],
    ['Doppler', '{"D_A": "1", "DOPPLER_PROJECT": "p", "DOPPLER_CONFIG": "c"}', { D_A: '1' }],
    ['Doppler with --json', '{"DJ_B": {"computed": "2", "note": ""}}', { DJ_B: '2' }],
    [
      'Vault',
      '{"request_id": "r", "data": {"data": {"V_A": "1"}, "metadata": {"version": 2}}}',
      { V_A: '1' },
    ],
    ['Vault without versions', '{"lease_id": "", "data": {"VV_B": "1"}}', { VV_B: '1' }],
    ['GitHub variables', '[{"name": "G_A", "value": "1"}]', { G_A: '1' }],
    ['GitHub secrets of a workflow', '{"github_token": "x", "GS_B": "2"}', { GS_B: '2' }],
    [
      'Kubernetes',
      'apiVersion: v1\nkind: Secret\ndata:\n  K_A: YQpi\nstringData:\n  K_B: c\n',
      { K_A: 'a\nb', K_B: 'c' },
    ],
  ])('reads %s', async (_, text, expected) => {
    expect(await imported(text, '--format', text.startsWith('Y_') ? 'yaml' : 'json')).toMatchObject({
      code: 0,
    });
    const found = await values();
    expect(found).toMatchObject(expected);
    const others = Object.keys(found).filter((name) =>
      name.startsWith(Object.keys(expected)[0]!.slice(0, -1)),
    );
    expect(others.filter((name) => !['J_C'].includes(name)).sort()).toEqual(Object.keys(expected).sort());
  });

  it.each([
    ['{"A": "secret-part', 'neither JSON nor YAML'],
    ['{"A": "1", "A": "2"}', 'a name is there twice'],
    ['[{"name": "A"}]', 'entries are refused'],
    ['{"A": {"B": "secret-part"}}', 'entries are refused'],
    ['--- \na: &x secret-part\nb: *x\n', 'aliases'],
    ['"secret-part"', 'an object of names and values'],
  ])('refuses %j without repeating it', async (text, message) => {
    const { code, stdout, stderr } = await imported(text, '--format', 'json');
    expect([code, stderr]).toEqual([5, expect.stringContaining(message)]);
    expect(stdout + stderr).not.toContain('secret-part');
  });

  it('says what is imported when the gateway refuses one', async () => {
    const { token } = await world.gateway.makeCaller(['VIEW_SECRETS']);
    const env = { SECRETS_GATEWAY_URL: world.url, SECRETS_GATEWAY_TOKEN: token };
    const refused = await world.atHome(['import', '--yes'], 'LAST=1', env);
    expect(refused).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('imported 0 of 1; "LAST" failed'),
    });
  });
});
