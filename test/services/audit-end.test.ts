import { describeOnEachDatabase } from '../support/databases';
import { type Caller, openTestWorkbench, type TestWorkbench } from '../support/workbench';
import { eventsOf, outcome, secret, usingWorkbench } from './services.fixture';
import { statementsDuring } from './statement-watch';

describeOnEachDatabase('the end of an audit chain', (tested) => {
  const workbench = usingWorkbench(tested);
  let other: TestWorkbench;
  let owner: Caller;
  beforeAll(async () => {
    owner = await workbench().owner();
    other = await openTestWorkbench(tested.url());
  });
  afterAll(() => other.close());

  const create = (by: TestWorkbench) =>
    by.services.secrets.create(owner.permit('MANAGE_ORG_SECRETS'), secret());
  const sequences = async () =>
    (await eventsOf(workbench(), owner.organizationId)).map(({ sequence }) => sequence).sort((a, b) => a - b);
  const expectSound = async () => {
    const found = await sequences();
    expect(found).toEqual(found.map((_, index) => index + 1));
    for (const { firstBad } of await workbench().services.auditEvents.verify())
      expect(firstBad).toBeUndefined();
  };

  it('is not read again where units take turns', async () => {
    await create(workbench());
    const statements = await statementsDuring(workbench().stores.database, () => create(workbench()));
    const reads = statements.filter((text) => /SELECT .* FROM audit_chain/.test(text));
    expect(reads).toHaveLength(tested.kind === 'sqlite' ? 0 : 1);
    await expectSound();
  });

  it('is read again after another process has written', async () => {
    await create(workbench());
    await create(other);
    const statements = await statementsDuring(workbench().stores.database, () => create(workbench()));
    expect(statements.filter((text) => /SELECT .* FROM audit_chain/.test(text))).toHaveLength(1);
    await expectSound();
  });

  it('is the same for all who write at once', async () => {
    const before = (await sequences()).length;
    const calls = Array.from({ length: 20 }, (_, index) => create(index % 2 === 0 ? workbench() : other));
    for (const call of calls) expect(await outcome(call)).toBe('ok');
    expect(await sequences()).toHaveLength(before + 20);
    await expectSound();
  });

  it('is not moved by what was rolled back', async () => {
    await create(workbench());
    const { database } = workbench().stores;
    const original = database.unitOfWork.bind(database);
    const spy = jest.spyOn(database, 'unitOfWork').mockImplementation((work) =>
      original(async (unit) => {
        await work(unit);
        throw new Error('rolled back after all was written');
      }),
    );
    expect(await outcome(create(workbench()))).toBe('Error');
    spy.mockRestore();
    expect(await outcome(create(workbench()))).toBe('ok');
    await expectSound();
  });
});
