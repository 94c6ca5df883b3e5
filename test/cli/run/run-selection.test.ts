import { setTimeout as pause } from 'node:timers/promises';
import { operatorPermit } from '../../../src/cli/command/operator';
import { Permission } from '../../../src/core/permission';
import { Plaintext } from '../../../src/core/plaintext';
import { InstancePermit, operatorPrincipal } from '../../../src/core/policy';
import { SecretAccess, SecretType } from '../../../src/core/secret';
import { install, runCommandLine } from '../cli.fixture';

describe('of all secrets, the command gets', () => {
  it('the latest version, without expired ones, TOTP seeds, what is only injected, and names that steer programs, which are named', async () => {
    const mixed = await install();
    const secret = await mixed.store('changes', 'first value');
    await mixed.use(({ services }) =>
      services.secrets.update(operatorPermit(mixed.organization.id, Permission.MANAGE_ORG_SECRETS), {
        id: secret.id,
        value: Plaintext.ofText('second value!'),
      }),
    );
    await mixed.store('old', 'old value', { expiresAt: new Date(Date.now() + 300) });
    await mixed.store('seed', 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', { type: SecretType.TOTP });
    await mixed.store('node options', '--require=/tmp/evil.js');
    await mixed.store('cookies', 'session=abcdef', { type: SecretType.COOKIE });
    await mixed.store('tiny', 'abc');
    const places = { hosts: ['api.example.com'], methods: ['GET'], pathPrefixes: ['/'], slots: ['body'] };
    await mixed.store('injected', 'a value', { usePolicy: places });
    await mixed.store('both', 'a value', { usePolicy: { ...places, waysOut: ['INJECT', 'DELIVER'] } });
    await pause(350);
    const script =
      'const e = process.env; console.log(e.changes.length, e.old, e.seed, e.node_options, e.cookies.length, e.tiny, e.injected, e.both.length)';
    const ended = await runCommandLine(['run', '--', process.execPath, '-e', script], mixed.env);
    expect(ended.stdout).toBe('13 undefined undefined undefined 14 abc undefined 7\n');
    expect(ended.stderr.split('\n').sort()).toEqual([
      '',
      'secrets-gateway: the secret "injected" has a use policy that does not let its value be delivered, and is left out',
      'secrets-gateway: the secret "node options" has the name of a variable that changes which programs run, and is left out',
      'secrets-gateway: the secret "old" has expired and is left out',
      'secrets-gateway: the secret "seed" holds a TOTP seed, which is never given out, and is left out',
      'secrets-gateway: the value of "tiny" has fewer than 4 characters and is not masked in the output',
    ]);
    mixed.folder.remove();
  });

  it('those of one organization that belong to the organization itself', async () => {
    const several = await install();
    await several.store('mine', 'of the default organization');
    await several.store('private', 'of one person', { access: SecretAccess.PERSONAL });
    const principal = operatorPrincipal(undefined, [], 'request');
    const permit = InstancePermit.decide(principal, Permission.CREATE_ORGANIZATION);
    if (permit instanceof Error) throw permit;
    const second = await several.use(({ services }) =>
      services.organizations.create(permit, { slug: 'second', name: 'Second' }),
    );
    await several.store('theirs', 'of the second organization', {}, second.id);
    const script = 'console.log(["mine", "private", "theirs"].filter((name) => name in process.env).join())';
    const names = async (...options: string[]) =>
      (await runCommandLine(['run', ...options, '--', process.execPath, '-e', script], several.env)).stdout;
    expect(await names()).toBe('mine\n');
    expect(await names('--organization', 'second')).toBe('theirs\n');
    expect(await names('--organization', 'DEFAULT')).toBe('mine\n');
    several.folder.remove();
  });
});
