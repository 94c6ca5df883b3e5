import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Opener } from '../../../src/crypto/open/open';
import { parseOpeningKeys } from '../../../src/crypto/open/opening-key';
import { runCommandLine } from '../cli.fixture';
import { installKeyed, type KeyedInstallation } from './keys-ring.fixture';

let at: KeyedInstallation;
const files = () =>
  ['sealing.key', 'opening/opening.key'].map((name) => readFileSync(join(at.folder.path, name), 'utf8'));
const current = () => at.idsIn('sealing.key')[0]!;

beforeEach(async () => {
  at = await installKeyed();
});
afterEach(() => at.folder.remove());

/** Two generations; three values, one of them a client's box, are sealed with the older one. */
async function rotated(): Promise<{ old: string; young: string; values: Map<string, string | undefined> }> {
  const old = current();
  const one = await at.store('ONE', 'first value');
  const two = await at.store('TWO', 'second value');
  const box = await at.storeBox('BOX', old, 'sealed by a client');
  await at.keys(['generate']);
  const values = new Map([
    [`${one.id} 1`, 'first value'],
    [`${two.id} 1`, 'second value'],
    [`${box.id} 1`, 'sealed by a client'],
  ]);
  return { old, young: current(), values };
}

describe('keys retire refuses, and leaves the files as they were,', () => {
  it.each<[string, () => Promise<{ id: string; more?: Record<string, string> }>, RegExp]>([
    ['a key that seals values', async () => ({ id: (await rotated()).old }), /^3 values are sealed with/],
    ['the current key', async () => ({ id: (await rotated()).young }), /^this is the current key/],
    ['the only key', async () => ({ id: current() }), /^this is the current key/],
    ['a key that is not there', async () => ({ id: 'key-none' }), /^there is no key generation with this id/],
    [
      'a key that clients may still seal to',
      async () => {
        const { old } = await rotated();
        await at.keys(['reseal']);
        return { id: old, more: { SECRETS_GATEWAY_SEALED_BOX_GRACE_HOURS: '1' } };
      },
      /^clients may seal to this key until 2.*SECRETS_GATEWAY_SEALED_BOX_GRACE_HOURS=0/,
    ],
    [
      'keys in the environment',
      async () => {
        const { old } = await rotated();
        await at.keys(['reseal']);
        return { id: old, more: { SECRETS_GATEWAY_SEALING_KEY: files()[0]! } };
      },
      /^SECRETS_GATEWAY_SEALING_KEY: the keys are in this variable/,
    ],
  ])('%s', async (_, prepare, line) => {
    const { id, more } = await prepare();
    const before = files();
    const { code, stderr } = await at.keys(['retire', id], more);
    expect(code).toBe(stderr.includes('there is no key generation') ? 4 : 1);
    expect(stderr).toMatch(/^secrets-gateway: [^\n]+\n$/);
    expect(stderr.slice('secrets-gateway: '.length)).toMatch(line);
    expect(files()).toEqual(before);
  });
});

describe('keys reseal', () => {
  it('refuses when the opening key of the current sealing key is not there', async () => {
    const { old, values } = await rotated();
    const [older] = files()[1]!
      .split('\n')
      .filter((line) => line.includes(old));
    const both = files()[1]!;
    writeFileSync(join(at.folder.path, 'opening/opening.key'), `${older}\n`);
    expect(await at.keys(['reseal'])).toMatchObject({
      code: 1,
      stderr:
        'secrets-gateway: SECRETS_GATEWAY_OPENING_KEY_FILE: the file lacks the opening key of the current sealing key\n',
    });
    writeFileSync(join(at.folder.path, 'opening/opening.key'), both);
    expect(await at.counts()).toEqual({ [old]: 3 });
    expect(await at.opened()).toEqual(values);
  });

  it('seals every value with the current key, and the older key opens none of them any more', async () => {
    const { old, young, values } = await rotated();
    const both = files()[1]!;
    expect(await at.keys(['reseal', '--batch', '2'])).toEqual({
      code: 0,
      stdout: `${old}  2 of 3 resealed\n${old}  3 of 3 resealed\n`,
      stderr: '',
    });
    expect(await at.counts()).toEqual({ [young]: 3 });
    expect(await at.opened()).toEqual(values);
    expect(await at.keys(['reseal'])).toMatchObject({ code: 0, stdout: 'nothing to reseal\n' });

    expect((await at.keys(['retire', old])).code).toBe(0);
    expect([at.idsIn('sealing.key'), at.idsIn('opening/opening.key')]).toEqual([[young], [young]]);
    expect(await at.opened()).toEqual(values);
    // The control: with the older key alone nothing opens.
    const line = both.split('\n').find((each) => each.includes(old));
    const opener = new Opener(parseOpeningKeys(`${line}\n`));
    await at.use(async ({ stores }) => {
      for (const { envelope, ...place } of await stores.secretVersions.sealedWith(
        stores.database.reader,
        young,
        10,
      )) {
        await expect(opener.open(envelope, place)).rejects.toThrow('does not open');
      }
    });
  });

  it('keeps what is known of a version: its time, its maker, and that a client sealed it', async () => {
    await rotated();
    const facts = () =>
      at.use(({ stores }) =>
        stores.database.reader.manager.query(
          'SELECT id, secret_id, version, sealed_by_client, created_at, created_by FROM secret_version ORDER BY id',
        ),
      );
    const before = await facts();
    expect(before.map((row: { sealed_by_client: number }) => row.sealed_by_client)).toEqual([0, 0, 1]);
    await at.keys(['reseal']);
    expect(await facts()).toEqual(before);
  });

  it('moves a client’s box that never opened as it is, so that it does not hold up the retirement', async () => {
    const old = current();
    const secret = await at.storeBox('BROKEN', old);
    await at.keys(['generate']);
    expect((await at.keys(['reseal'])).code).toBe(0);
    expect(await at.counts()).toEqual({ [current()]: 1 });
    expect(await at.opened()).toEqual(new Map([[`${secret.id} 1`, undefined]]));
    expect((await at.keys(['retire', old])).code).toBe(0);
  });

  it('names an envelope that does not open, moves the others, and the older key stays in use', async () => {
    const { old, young, values } = await rotated();
    const [damaged] = [...values.keys()];
    const [secretId] = damaged!.split(' ');
    await at.use(({ stores }) =>
      stores.database.unitOfWork((unit) =>
        unit.manager.query(
          `UPDATE secret_version SET envelope = substr(envelope, 1, length(envelope) - 1) || x'00' WHERE secret_id = '${secretId}'`,
        ),
      ),
    );
    expect(await at.keys(['reseal', '--batch', '1'])).toMatchObject({
      code: 1,
      stderr: `secrets-gateway: some values were not resealed: ${secretId} version 1 does not open\n`,
    });
    expect(await at.counts()).toEqual({ [old]: 1, [young]: 2 });
    expect((await at.keys(['retire', old])).stderr).toContain('1 values are sealed with this key');
  });

  it('writes an event for each batch into the chain of the instance, which verifies', async () => {
    const { old, young } = await rotated();
    await at.keys(['reseal', '--batch', '2']);
    expect(await at.events()).toEqual([
      ['key.generate', young, { from: old }],
      ['key.reseal', old, { to: young, count: 2 }],
      ['key.reseal', old, { to: young, count: 1 }],
    ]);
    expect(await runCommandLine(['audit', 'verify'], at.env)).toMatchObject({ code: 0 });
  });

  it('works where the sealing key file is not, as on the dispenser’s machine', async () => {
    const { values, young } = await rotated();
    const [sealing] = files();
    rmSync(join(at.folder.path, 'sealing.key'));
    expect(await at.keys(['reseal'])).toMatchObject({ code: 0 });
    writeFileSync(join(at.folder.path, 'sealing.key'), sealing!);
    expect(await at.counts()).toEqual({ [young]: 3 });
    expect(await at.opened()).toEqual(values);
  });

  it.each(['0', '1001', 'ten'])('refuses batches of %s', async (size) => {
    expect(await at.keys(['reseal', '--batch', size])).toMatchObject({ code: 2 });
  });
});

describe('keys promote', () => {
  it('puts a key in front in both files, and values are sealed with it', async () => {
    const { old, young } = await rotated();
    expect(await at.keys(['promote', old])).toMatchObject({ code: 0, stdout: `${old} is current\n` });
    expect([at.idsIn('sealing.key'), at.idsIn('opening/opening.key')]).toEqual([
      [old, young],
      [old, young],
    ]);
    await at.store('THREE', 'third value');
    expect(await at.counts()).toEqual({ [old]: 4 });
  });

  it('refuses a key that one of the files does not have, and changes neither', async () => {
    const { old, young } = await rotated();
    const [sealing] = files();
    const lines = files()[1]!.split('\n');
    writeFileSync(
      join(at.folder.path, 'opening/opening.key'),
      `${lines.find((line) => line.includes(young))}\n`,
    );
    expect(await at.keys(['promote', old])).toMatchObject({
      code: 4,
      stderr: 'secrets-gateway: SECRETS_GATEWAY_OPENING_KEY_FILE: there is no key generation with this id\n',
    });
    expect(files()[0]).toBe(sealing);
  });
});

describe('keys list', () => {
  it('tells both halves and the values of each generation, also of one that only the database knows', async () => {
    const { old, young } = await rotated();
    await at.keys(['reseal', '--batch', '1']);
    await at.keys(['generate']);
    await at.store('LATE', 'late value');
    const newest = current();
    const lines = files()[1]!.split('\n');
    const rest = `${lines.filter((line) => line !== '' && !line.includes(young)).join('\n')}\n`;
    writeFileSync(join(at.folder.path, 'opening/opening.key'), rest);
    const { code, stdout } = await at.keys(['list']);
    expect(code).toBe(0);
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => line.split(/ {2,}/).filter((_, column) => column !== 1));
    expect(rows).toEqual([
      ['KEY', 'SEALING KEY', 'OPENING KEY', 'VALUES'],
      [newest, 'current', 'current', '1'],
      [young, 'older', '-', '3'],
      [old, 'older', 'older', '0'],
    ]);
    writeFileSync(join(at.folder.path, 'sealing.key'), `${files()[0]!.split('\n')[0]}\n`);
    expect((await at.keys(['list'])).stdout).toMatch(new RegExp(`^${young}  -  +-  +-  +3$`, 'm'));
  });

  it('never prints an opening key', async () => {
    await rotated();
    const seeds = files()[1]!
      .split('\n')
      .flatMap((line) => line.split(' ')[2] ?? []);
    expect(seeds).toHaveLength(2);
    for (const args of [['list'], ['reseal'], ['promote', current()]]) {
      const { stdout, stderr } = await at.keys(args);
      for (const seed of seeds) expect(stdout + stderr).not.toContain(seed);
    }
  });
});
