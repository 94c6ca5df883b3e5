import { Permission } from '../../src/core/permission';
import { Plaintext } from '../../src/core/plaintext';
import { SecretAccess, SecretType } from '../../src/core/secret';
import { openTestBackend, type TestBackend } from '../support/backend';
import { describeOnEachDatabase } from '../support/databases';

describeOnEachDatabase('the audit log and personal secrets', (database) => {
  let bench: TestBackend;

  beforeAll(async () => {
    bench = await openTestBackend(database.url());
  });
  afterAll(() => bench.close());

  /** What the events of a secret, from its creation to its deletion, say to a reader of the log. */
  async function eventsOf(access: SecretAccess, name: string): Promise<string> {
    const owner = await bench.owner();
    const permit = owner.permit(Permission.MANAGE_ORG_SECRETS);
    const { secrets, auditEvents } = bench.services;
    const value = Plaintext.ofText('a value');
    const given = { access, name, value, type: SecretType.KEY_VALUE, isFile: false };
    const { id } = await secrets.create(permit, given);
    await secrets.update(permit, { id, note: 'changed' });
    await secrets.put(permit, { access, name, value });
    await secrets.delete(permit, id);
    const page = { size: 50, backward: false, after: undefined, before: undefined };
    const { rows } = await auditEvents.page(owner.permit(Permission.VIEW_AUDIT_LOG), { subjectId: id }, page);
    expect(rows).toHaveLength(4);
    return JSON.stringify(rows);
  }

  it('name a secret of the organization', async () => {
    expect(await eventsOf(SecretAccess.ORGANIZATION, 'SHARED_NAME')).toContain('SHARED_NAME');
  });

  it('tell no reader the name of a personal secret', async () => {
    expect(await eventsOf(SecretAccess.PERSONAL, 'PRIVATE_NAME')).not.toContain('PRIVATE_NAME');
  });
});
