import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sodium from 'libsodium-wrappers';
import { parseSealingKeys } from '../../src/crypto/sealing-key';
import { dispenserRole } from '../consumer/processes.fixture';
import { describeOnEachDatabase } from '../support/databases';
import { createTemporaryFolder } from '../support/folder';
import { openedValues } from '../support/opened-values';
import { commandOn, ServedGateway } from './served-gateway';

const CREATE = 'mutation ($input: CreateSecretInput!) { createSecret(input: $input) { secret { id } } }';
const UPDATE = 'mutation ($input: UpdateSecretInput!) { updateSecret(input: $input) { secret { version } } }';
const COUNT = '{ organization(slug: "default") { secrets { totalCount } } }';

describeOnEachDatabase('a gateway that has a retired key in memory', (database) => {
  const gateway = new ServedGateway(database, { SECRETS_GATEWAY_SEALED_BOX_GRACE_HOURS: '0' });
  afterAll(() => gateway.kill());

  const ring = () => parseSealingKeys(readFileSync(join(database.dataFolder(), 'sealing.key'), 'utf8'));
  const create = (name: string, given: object = { value: `value of ${name}` }) =>
    gateway.ask(CREATE, { input: { organizationId: gateway.organizationId, name, ...given } });
  const count = async () => (await gateway.ask(COUNT)).data.organization.secrets.totalCount as number;
  const sealedWith = (keyId: string) =>
    gateway.inspect(async ({ secretVersions, database: { reader } }) =>
      Number((await secretVersions.countByKey(reader)).get(keyId) ?? 0),
    );

  it('stores nothing that could not be opened, says so, and goes on when it is restarted', async () => {
    await gateway.start();
    const old = ring().current;
    const made = (await create('FIRST')).data.createSecret.secret.id as string;
    expect((await commandOn(gateway, ['keys', 'generate'])).code).toBe(0);
    // It was not restarted, and so goes on with the older key. This is what the retirement has to end.
    expect((await create('SECOND')).code).toBeUndefined();
    expect(await sealedWith(old.keyId)).toBe(2);
    expect((await commandOn(gateway, ['keys', 'retire', old.keyId])).stderr).toContain('2 values are sealed');
    expect((await create('THIRD')).code).toBeUndefined();
    expect((await commandOn(gateway, ['keys', 'reseal'])).code).toBe(0);

    const dispenser = createTemporaryFolder('dispenser');
    mkdirSync(join(dispenser.path, 'opening'), { mode: 0o700 });
    for (const name of ['opening/opening.key', 'audit.key']) {
      copyFileSync(join(database.dataFolder(), name), join(dispenser.path, name));
    }
    expect((await commandOn(gateway, ['keys', 'retire', old.keyId])).code).toBe(0);
    await sodium.ready;
    const box = sodium.crypto_box_seal(Buffer.from('sealed by a client'), old.boxPublicKey);
    const sealedValue = { keyId: old.keyId, encryptedValue: Buffer.from(box).toString('base64') };
    const before = await count();
    for (const refused of [
      await create('FOURTH'),
      await create('FIFTH', { sealedValue }),
      await gateway.ask(UPDATE, { input: { id: made, value: 'another', note: 'never' } }),
    ]) {
      expect([refused.code, refused.message]).toEqual([
        'KEY_UNAVAILABLE',
        expect.stringMatching(/^The sealing key of the gateway was retired; nothing was changed\. Try again/),
      ]);
    }
    expect([await count(), await sealedWith(old.keyId)]).toEqual([before, 0]);
    // What needs no key goes on.
    const noted = await gateway.ask(UPDATE, { input: { id: made, note: 'noted' } });
    expect(noted.data.updateSecret.secret).toEqual({ version: 1 });

    await gateway.child.kill('SIGTERM');
    await gateway.start();
    expect((await create('FOURTH')).code).toBeUndefined();
    const opened = await gateway.inspect(openedValues);
    expect([...opened.values()].sort()).toEqual(
      ['FIRST', 'FOURTH', 'SECOND', 'THIRD'].map((name) => `value of ${name}`),
    );
    expect((await commandOn(gateway, ['keys', 'promote', old.keyId])).code).toBe(4);
    expect((await commandOn(gateway, ['audit', 'verify'])).code).toBe(0);
    if (database.kind === 'postgres') await onTheDispensersMachine(dispenser.path, old.keyId);
    dispenser.remove();
  });

  /** With its own file and database role, which may not write what the owner has written. SQLite has no roles. */
  async function onTheDispensersMachine(folder: string, keyId: string): Promise<void> {
    const url = await dispenserRole(database.url());
    const machine = new ServedGateway(
      { url: () => url, dataFolder: () => folder },
      { SECRETS_GATEWAY_SEALED_BOX_GRACE_HOURS: '0' },
    );
    expect(readFileSync(join(folder, 'opening/opening.key'), 'utf8')).toContain(keyId);
    expect(await commandOn(machine, ['keys', 'promote', keyId])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('this key was retired'),
    });
    expect(await commandOn(machine, ['keys', 'retire', keyId])).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, 'opening/opening.key'), 'utf8')).not.toContain(keyId);
    // What only the owner of the database may do is refused, and the file stays.
    expect((await commandOn(machine, ['keys', 'generate'])).code).toBe(0);
    const [, younger] = readFileSync(join(folder, 'opening/opening.key'), 'utf8').trim().split('\n');
    const youngerId = younger!.split(' ')[1]!;
    expect((await commandOn(machine, ['keys', 'retire', youngerId])).code).toBe(1);
    expect(readFileSync(join(folder, 'opening/opening.key'), 'utf8')).toContain(youngerId);
    expect((await commandOn(gateway, ['audit', 'verify'])).code).toBe(0);
  }
});
