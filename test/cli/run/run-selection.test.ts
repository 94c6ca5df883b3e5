import { setTimeout as pause } from 'node:timers/promises';
import { operatorPermit } from '../../../src/cli/command/operator';
import { Permission } from '../../../src/core/permission';
import { Plaintext } from '../../../src/core/plaintext';
import { InstancePermit, operatorPrincipal } from '../../../src/core/policy';
import { SecretAccess, SecretType } from '../../../src/core/secret';
import { install, runCommandLine } from '../cli.fixture';

describe('of all secrets, the command gets', () => {
  it('the latest version, without expired ones, TOTP seeds, what is only injected, and names that are not those of secrets, which are named', async () => {
    const mixed = await install();
    const secret = await mixed.store('CHANGES', 'first value');
    await mixed.use(({ services }) =>
      services.secrets.update(operatorPermit(mixed.organization.id, Permission.MANAGE_ORG_SECRETS), {
        id: secret.id,
        value: Plaintext.ofText('second value!'),
      }),
    );
    const expiresAt = new Date(Date.now() + 3_000);
    await mixed.store('OLD', 'old value', { expiresAt });
    await mixed.store('SEED', 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', { type: SecretType.TOTP });
    await mixed.store('NODE options', '--require=/tmp/evil.js');
    await mixed.store('lower-case', 'named as other things are');
    await mixed.store('COOKIES', 'session=abcdef', { type: SecretType.COOKIE });
    await mixed.store('TINY', 'abc');
    const places = { hosts: ['api.example.com'], methods: ['GET'], pathPrefixes: ['/'], slots: ['body'] };
    await mixed.store('INJECTED', 'a value', { usePolicy: places });
    await mixed.store('BOTH', 'a value', { usePolicy: { ...places, waysOut: ['INJECT', 'DELIVER'] } });
    await pause(expiresAt.getTime() - Date.now() + 50);
    const script =
      'const e = process.env; console.log(e.CHANGES.length, e.OLD, e.SEED, e.NODE_options, e.COOKIES.length, e.TINY, e.INJECTED, e.BOTH.length)';
    const ended = await runCommandLine(['run', '--', process.execPath, '-e', script], mixed.env);
    expect(ended.stdout).toBe('13 undefined undefined undefined 14 abc undefined 7\n');
    expect(ended.stderr.split('\n').sort()).toEqual([
      '',
      expect.stringContaining('left out because of their names: "NODE options", "lower-case". '),
      'secrets-gateway: masked as whole words only, because the value is short or common: "BOTH"',
      'secrets-gateway: not masked in the output, because the value has fewer than 4 characters: "TINY"',
      'secrets-gateway: the secret "INJECTED" has a use policy that does not let its value be delivered, and is left out',
      'secrets-gateway: the secret "OLD" has expired, and is left out',
      'secrets-gateway: the secret "SEED" holds a TOTP seed, which is never given out, and is left out',
    ]);
    mixed.folder.remove();
  });

  it('those of one organization that belong to the organization itself', async () => {
    const several = await install();
    await several.store('MINE', 'of the default organization');
    await several.store('PRIVATE', 'of one person', { access: SecretAccess.PERSONAL });
    const principal = operatorPrincipal(undefined, [], 'request');
    const permit = InstancePermit.decide(principal, Permission.CREATE_ORGANIZATION);
    if (permit instanceof Error) throw permit;
    const second = await several.use(({ services }) =>
      services.organizations.create(permit, { slug: 'second', name: 'Second' }),
    );
    await several.store('THEIRS', 'of the second organization', {}, second.id);
    const script = 'console.log(["MINE", "PRIVATE", "THEIRS"].filter((name) => name in process.env).join())';
    const names = async (...options: string[]) =>
      (await runCommandLine(['run', ...options, '--', process.execPath, '-e', script], several.env)).stdout;
    expect(await names()).toBe('MINE\n');
    expect(await names('--organization', 'second')).toBe('THEIRS\n');
    expect(await names('--organization', 'DEFAULT')).toBe('MINE\n');
    several.folder.remove();
  });

  it('with --only, --prefix and --except what they name, of any name', async () => {
    const at = await install();
    for (const name of ['APP_ONE', 'APP_TWO', 'app three', 'OTHER', 'PATH_TOO', 'NODE_OPTIONS']) {
      await at.store(name, name === 'NODE_OPTIONS' ? '--no-warnings' : `value of ${name}`);
    }
    const names = async (...options: string[]) => {
      const script = 'env | grep -E "^(APP|app|OTHER|PATH_TOO|NODE)" | cut -d= -f1 | sort | tr "\\n" " "';
      const { stdout } = await runCommandLine(['run', ...options, '--', 'sh', '-c', script], at.env);
      return stdout.trim();
    };
    expect(await names()).toBe('APP_ONE APP_TWO OTHER PATH_TOO');
    expect(await names('--only', 'app_one', '--only', 'OTHER,app three')).toBe('APP_ONE OTHER app_three');
    expect(await names('--prefix', 'APP')).toBe('APP_ONE APP_TWO app_three');
    expect(await names('--except', 'other', '--except', 'APP_TWO')).toBe('APP_ONE PATH_TOO');
    expect(await names('--prefix', 'NODE')).toBe('');
    expect(await names('--only', 'NODE_OPTIONS')).toBe('NODE_OPTIONS');
    expect(await names('--override', 'NODE_OPTIONS')).toBe('APP_ONE APP_TWO NODE_OPTIONS OTHER PATH_TOO');
    expect(await runCommandLine(['run', '--only', 'NONE', '--', 'true'], at.env)).toEqual({
      code: 4,
      stdout: '',
      stderr: 'secrets-gateway: --only: there is no secret "NONE"\n',
    });
    at.folder.remove();
  });
});

describe('an inherited variable', () => {
  it('is replaced only with --override, and otherwise named', async () => {
    const at = await install();
    await at.store('SHARED', 'from the gateway-17');
    await at.store('SAME', 'the same in both-18');
    const env = { ...at.env, SHARED: 'from the shell', SAME: 'the same in both-18' };
    const shown = (...options: string[]) =>
      runCommandLine(['run', ...options, '--', 'sh', '-c', 'echo "$SHARED, $SAME"'], env);
    expect(await shown()).toEqual({
      code: 0,
      stdout: 'from the shell, [REDACTED]\n',
      stderr:
        'secrets-gateway: the secret "SHARED" would replace the variable SHARED that the command inherits with another value (--override SHARED replaces it), and is left out\n',
    });
    expect(await shown('--only', 'SHARED')).toMatchObject({
      stdout: 'from the shell, the same in both-18\n',
    });
    expect(await shown('--override', 'SHARED')).toEqual({
      code: 0,
      stdout: '[REDACTED], [REDACTED]\n',
      stderr: '',
    });
    expect(await shown('--strict')).toMatchObject({ code: 5, stdout: '' });
    expect(await shown('--strict', '--override', 'shared')).toMatchObject({ code: 0 });
    at.folder.remove();
  });
});

describe('one secret that cannot be used stops no other', () => {
  it.each([
    ['a value with NUL', 'odd', 'with\0nul', 'is not text and cannot be a variable; store it as a file'],
    ['a value that is not UTF-8', 'odd', Uint8Array.of(0xff, 0xfe), 'is not text and cannot be a variable'],
    [
      'the variable of another',
      'A.B',
      'a newer value-43',
      'would be the variable A_B, as is "A-B"; rename one',
    ],
  ])('%s: it is named, and left out', async (_, name, value, reason) => {
    const at = await install();
    await at.store('GOOD', 'a good value-4711');
    await at.store('A-B', 'an older value-42');
    await at.store(name, value);
    const script = 'printf %s "$GOOD$A_B$odd" | wc -c';
    const run = (...options: string[]) =>
      runCommandLine(['run', ...options, '--override', 'odd', '--', 'sh', '-c', script], at.env);
    const ended = await run();
    expect([ended.code, ended.stdout.trim()]).toEqual([0, '34']);
    expect(ended.stderr).toMatch(/^secrets-gateway: the secret ".+, and is left out\n$/);
    expect(ended.stderr).toContain(`"${name}"`);
    expect(ended.stderr).toContain(reason);
    const strict = await run('--strict');
    expect(strict).toMatchObject({ code: 5, stdout: '' });
    expect(strict.stderr).toContain(reason);
    expect((await run('--strict', '--except', name)).code).toBe(0);
    expect((await runCommandLine(['audit', 'verify'], at.env)).code).toBe(0);
    await at.use(async ({ stores }) => {
      const events = await stores.audit.stream(stores.database.reader, at.organization.id, 1, 100);
      const used = events.filter(({ event }) => event.action === 'secret.use');
      // A secret that no variable holds was not used.
      expect(used.map(({ event }) => event.detail?.name)).toEqual(['GOOD', 'A-B', 'GOOD', 'A-B']);
    });
    at.folder.remove();
  });

  it('a box that does not open: it is named, and left out', async () => {
    const at = await install();
    const good = await at.store('GOOD', 'a good value-4711');
    const bad = await at.store('BAD', 'a bad value-4712');
    await at.use(({ stores }) =>
      stores.database.unitOfWork((unit) =>
        unit.manager.query(
          `UPDATE secret_version SET envelope = (SELECT envelope FROM secret_version WHERE secret_id = '${good.id}') WHERE secret_id = '${bad.id}'`,
        ),
      ),
    );
    const run = (...options: string[]) =>
      runCommandLine(['run', ...options, '--', 'sh', '-c', 'env | grep -c -E "^(GOOD|BAD)="'], at.env);
    expect(await run()).toEqual({
      code: 0,
      stdout: '1\n',
      stderr:
        'secrets-gateway: the secret "BAD" does not open with the opening key that is here, and is left out\n',
    });
    expect(await run('--strict')).toMatchObject({ code: 5, stdout: '' });
    at.folder.remove();
  });
});
