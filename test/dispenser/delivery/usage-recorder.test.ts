import { setTimeout as pause } from 'node:timers/promises';
import { Plaintext } from '../../../src/core/plaintext';
import { UsageRecorder } from '../../../src/dispenser/delivery/usage-recorder';
import { type Caller, openTestBackend, type TestBackend } from '../../support/backend';
import { describeOnEachDatabase } from '../../support/databases';

describeOnEachDatabase('the last use of a secret', (tested) => {
  let backend: TestBackend;
  let owner: Caller;
  let made = 0;
  beforeAll(async () => {
    backend = await openTestBackend(tested.url());
    owner = await backend.owner();
  });
  afterAll(() => backend.close());

  const secretId = async () => {
    const { id } = await backend.services.secrets.create(owner.permit('MANAGE_OWN_SECRETS'), {
      name: `USED_${++made}`,
      type: 'KEY_VALUE',
      isFile: false,
      access: 'ORGANIZATION',
      value: Plaintext.ofText('v'),
    });
    return id;
  };
  const versionOne = (id: string) => ({ id, version: 1 });
  const lastUse = async (id: string) =>
    (await backend.services.secretQueries.find([owner.permit('VIEW_SECRETS')], [id]))[0]?.lastUsedAt ?? null;
  /** Writes that reached the database, with a switch that makes them fail. */
  const counted = () => {
    const { stores } = backend;
    const state = { writes: 0, fails: false, faults: 0 };
    const database = new Proxy(stores.database, {
      get: (target, name) => {
        if (name !== 'unitOfWork') return Reflect.get(target, name, target) as unknown;
        return (work: Parameters<typeof target.unitOfWork>[0]) => {
          state.writes += 1;
          if (state.fails) return Promise.reject(new Error('the database is away'));
          return target.unitOfWork(work);
        };
      },
    });
    const recorder = new UsageRecorder({ ...stores, database }, () => {
      state.faults += 1;
    });
    return { recorder, state };
  };

  it('is written once for many uses, and once a minute', async () => {
    const [first, second] = [await secretId(), await secretId()];
    const { recorder, state } = counted();
    for (let use = 0; use < 50; use += 1) recorder.note([versionOne(first), versionOne(second)]);
    expect(state.writes).toBe(0);
    await recorder.flush();
    expect(state.writes).toBe(1);
    expect(await lastUse(first)).toBeInstanceOf(Date);
    recorder.note([versionOne(first)]);
    await recorder.flush();
    expect(state.writes).toBe(1);
    const third = await secretId();
    recorder.note([versionOne(first), versionOne(third)]);
    await recorder.flush();
    expect([state.writes, await lastUse(third)]).toEqual([2, expect.any(Date)]);
  });

  it('is written with the next one when the database was away', async () => {
    const id = await secretId();
    const { recorder, state } = counted();
    state.fails = true;
    recorder.note([versionOne(id)]);
    await recorder.flush();
    expect([state.faults, await lastUse(id)]).toEqual([1, null]);
    state.fails = false;
    await recorder.flush();
    expect(await lastUse(id)).toBeInstanceOf(Date);
  });

  it('is written by itself when the database was away and nothing is used any more', async () => {
    const id = await secretId();
    const { recorder, state } = counted();
    state.fails = true;
    recorder.note([versionOne(id)]);
    await recorder.flush();
    state.fails = false;
    expect(await lastUse(id)).toBeNull();
    while ((await lastUse(id)) === null) await pause(100);
    expect(await lastUse(id)).toBeInstanceOf(Date);
  });

  it('is tried once more at the end, and not after it', async () => {
    const id = await secretId();
    const { recorder, state } = counted();
    state.fails = true;
    recorder.note([versionOne(id)]);
    await recorder.close();
    recorder.note([versionOne(id)]);
    await pause(6_000);
    expect([state.writes, state.faults]).toEqual([1, 1]);
  });

  it('finds the secrets that nobody has used since', async () => {
    const [used, unused] = [await secretId(), await secretId()];
    const { recorder } = counted();
    recorder.note([versionOne(used)]);
    await recorder.flush();
    const names = async (unusedSince: Date) => {
      const permit = owner.permit('VIEW_SECRETS');
      const page = { size: 200, backward: false, after: undefined, before: undefined };
      const order = { by: 'NAME', descending: false } as const;
      const found = await backend.services.secretQueries.pages([permit], { unusedSince }, order, page);
      return found.get(permit.organizationId)?.rows.map(({ id }) => id) ?? [];
    };
    const minuteAgo = await names(new Date(Date.now() - 60_000));
    expect([minuteAgo.includes(used), minuteAgo.includes(unused)]).toEqual([false, true]);
    expect(await names(new Date(Date.now() + 60_000))).toContain(used);
  });
});
