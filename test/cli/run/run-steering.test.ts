import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { steeringNames, steersPrograms } from '../../../src/dispenser/local/steering-variables';
import { ROOT } from '../../support/repository';
import { type Installation, install, runCommandLine } from '../cli.fixture';
import { STEERING_WAYS, type SteeringWay } from './steering-ways.fixture';

let at: Installation;
let folder: string;

beforeAll(async () => {
  at = await install();
  folder = join(at.folder.path, 'steered');
  mkdirSync(folder);
});
afterAll(() => at.folder.remove());

const present = STEERING_WAYS.filter(
  ({ program }) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0,
);

/** Writes a file below the folder. @returns its path. */
function write(name: string, text: string, mode = 0o644): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text, { mode });
  return path;
}

describe('a secret that is named like a variable that steers a program', () => {
  const markerOf = (way: SteeringWay) => join(folder, `marker-${way.variable}`);
  const steeringValue = (way: SteeringWay) => {
    const marker = markerOf(way);
    const script = write(`script-${way.variable}`, `#!/bin/sh\ntouch ${marker}\n`, 0o755);
    return way.value({ folder, marker, script, write });
  };
  const runsCode = (way: SteeringWay, env: Readonly<Record<string, string>>) => {
    rmSync(markerOf(way), { force: true });
    spawnSync('/bin/sh', ['-c', way.command], {
      cwd: folder,
      env: { PATH: process.env.PATH, TERM: 'dumb', ...env },
      timeout: 60_000,
      stdio: 'ignore',
    });
    return existsSync(markerOf(way));
  };

  it('is one of those of twenty programs at least, on a machine that has them', () => {
    expect(new Set(STEERING_WAYS.map(({ program }) => program)).size).toBeGreaterThanOrEqual(20);
    expect(present.length).toBeGreaterThanOrEqual(8);
  });

  it.each(present.map((way) => [way.program, way.variable, way] as const))(
    '%s: %s runs code in the control',
    (...[, , way]) => {
      expect(runsCode(way, { [way.variable]: steeringValue(way) })).toBe(true);
    },
  );

  it('makes none of them run code, is named, and works when the caller asks for it', async () => {
    for (const way of present) {
      const value = steeringValue(way);
      rmSync(markerOf(way), { force: true });
      await at.store(way.variable, value);
    }
    const all = present.map(({ command }) => `( cd ${folder}; ${command} )`).join('\n');
    const script = write('all.sh', `exec < /dev/null > /dev/null 2>&1\n${all}\nexit 0\n`);
    const env = { ...at.env, TERM: 'dumb' };
    const ended = await runCommandLine(['run', '--', '/bin/sh', script], env);
    expect(ended.code).toBe(0);
    expect(present.filter((way) => existsSync(markerOf(way))).map(({ variable }) => variable)).toEqual([]);
    for (const { variable } of present) expect(ended.stderr).toContain(`"${variable}"`);
    // The positive control: the same variables, asked for by name.
    const [first] = present;
    if (first === undefined) throw new Error('this machine has none of the programs');
    const alone = write('one.sh', `cd ${folder}; ${first.command} > /dev/null\n`);
    await runCommandLine(['run', '--only', first.variable, '--', '/bin/sh', alone], env);
    expect(existsSync(markerOf(first))).toBe(true);
  });
});

describe('the list of names', () => {
  it('has no name of an application', () => {
    const names =
      'API_KEY DATABASE_URL PORT HOST APP_ENV NODE_ENV RAILS_ENV ENVIRONMENT LD_SDK_KEY LDAP_PASSWORD GITHUB_TOKEN GIT_TOKEN ' +
      'NPM_TOKEN CARGO_REGISTRY_TOKEN UV_PUBLISH_PASSWORD PGPASSWORD MYSQL_PWD AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY ' +
      'GOOGLE_APPLICATION_CREDENTIALS JAVA_KEYSTORE_PASSWORD PERL_API_KEY PATH_TOO HOME_URL EDITOR_TOKEN VAULT_TOKEN TF_VAR_X';
    expect(names.split(' ').filter(steersPrograms)).toEqual([]);
  });

  it('has every variable that makes the C library load or trust something, and spelled in any case', () => {
    for (const name of [
      'LD_PRELOAD',
      'LD_AUDIT',
      'LD_LIBRARY_PATH',
      'GCONV_PATH',
      'GLIBC_TUNABLES',
      'npm_config_script_shell',
    ]) {
      expect([name, steersPrograms(name)]).toEqual([name, true]);
    }
  });

  it('is documented as it is', () => {
    const page = readFileSync(join(ROOT, 'docs/steering-variables.md'), 'utf8');
    const documented = [...page.matchAll(/`([A-Z0-9_]+)(…)?`/g)].map(
      ([, name, isFamily]) => `${name}${isFamily ?? ''}`,
    );
    expect([...new Set(documented)].sort()).toEqual([...steeringNames()].sort());
  });
});
