import { type Caller, openTestBackend, type TestBackend } from '../support/backend';
import { describeOnEachDatabase } from '../support/databases';
import { eventsOf, outcome, secret, usingBackend } from './services.fixture';
import { statementsDuring } from './statement-watch';

describeOnEachDatabase('the end of an audit chain', (tested) => {
  const backend = usingBackend(tested);
  let other: TestBackend;
  let owner: Caller;
  beforeAll(async () => {
    owner = await backend().owner();
    other = await openTestBackend(tested.url());
  });
  afterAll(() => other.close());

  const create = (by: TestBackend) =>
    by.services.secrets.create(owner.permit('MANAGE_ORG_SECRETS'), secret());
  const sequences = async () =>
    (await eventsOf(backend(), owner.organizationId)).map(({ sequence }) => sequence).sort((a, b) => a - b);
  const expectSound = async () => {
    const found = await sequences();
    expect(found).toEqual(found.map((_, index) => index + 1));
    for (const { firstBad } of await backend().services.auditEvents.verify())
      expect(firstBad).toBeUndefined();
  };

  it('is not read again where units take turns', async () => {
    await create(backend());
    const statements = await statementsDuring(backend().stores.database, () => create(backend()));
    const reads = statements.filter((text) => /SELECT .* FROM audit_chain/.test(text));
    expect(reads).toHaveLength(tested.kind === 'sqlite' ? 0 : 1);
    await expectSound();
  });

  it('is read again after another process has written', async () => {
    await create(backend());
    await create(other);
    const statements = await statementsDuring(backend().stores.database, () => create(backend()));
    expect(statements.filter((text) => /SELECT .* FROM audit_chain/.test(text))).toHaveLength(1);
    await expectSound();
  });

  it('is the same for all who write at once', async () => {
    const before = (await sequences()).length;
    const calls = Array.from({ length: 20 }, (_, index) => create(index % 2 === 0 ? backend() : other));
    for (const call of calls) expect(await outcome(call)).toBe('ok');
    expect(await sequences()).toHaveLength(before + 20);
    await expectSound();
  });

  it('is not moved by what was rolled back', async () => {
    await create(backend());
    const { database } = backend().stores;
    const original = database.unitOfWork.bind(database);
    const spy = jest.spyOn(database, 'unitOfWork').mockImplementation((work) =>
      original(async (unit) => {
        await work(unit);
        throw new Error('rolled back after all was written');
      }),
    );
    expect(await outcome(create(backend()))).toBe('Error');
    spy.mockRestore();
    expect(await outcome(create(backend()))).toBe('ok');
    await expectSound();
  });
});
