import { Plaintext } from '../../src/core/plaintext';
import { openTestBackend, type TestBackend } from './backend';
import { describeOnEachDatabase } from './databases';

describeOnEachDatabase('a backend for tests', (tested) => {
  let backend: TestBackend;
  beforeAll(async () => {
    backend = await openTestBackend(tested.url());
  });
  afterAll(() => backend.close());

  it('gives permits of a role and no others', async () => {
    const caller = await backend.newServiceUser(['VIEW_AUDIT_LOG']);
    expect(() => caller.permit('MANAGE_MEMBERS')).toThrow('MANAGE_MEMBERS');
    expect(() => caller.permit('VIEW_AUDIT_LOG', 'org-unknown')).toThrow('Not found');
    expect(() => caller.instancePermit('CREATE_ORGANIZATION')).toThrow('CREATE_ORGANIZATION');
    expect([...caller.permit('VIEW_AUDIT_LOG').permissions].sort()).toEqual([
      'VIEW_AUDIT_LOG',
      'VIEW_ORGANIZATION',
    ]);
  });

  it('makes organizations that share nobody', async () => {
    const [owner, other] = [await backend.owner(), await backend.newOrganization()];
    expect(other.organizationId).not.toBe(owner.organizationId);
    expect(() => owner.permit('VIEW_ORGANIZATION', other.organizationId)).toThrow('Not found');
    expect(() => other.permit('VIEW_ORGANIZATION', owner.organizationId)).toThrow('Not found');
    expect(other.permit('MANAGE_ORGANIZATION').organizationId).toBe(other.organizationId);
  });

  it('opens what its services have sealed, and a second one on the same database does too', async () => {
    const owner = await backend.owner();
    const { id, organizationId } = await backend.services.secrets.create(owner.permit('MANAGE_OWN_SECRETS'), {
      name: 'KEY',
      type: 'KEY_VALUE',
      isFile: false,
      access: 'ORGANIZATION',
      value: Plaintext.ofText('v'),
    });
    const second = await openTestBackend(tested.url());
    const [stored] = await second.stores.secretVersions.envelopesOf(
      second.stores.database.reader,
      organizationId,
      [{ secretId: id, version: 1 }],
    );
    const place = { organizationId, secretId: id, version: 1 };
    const value = await second.opener.open(stored!.envelope, place);
    await second.close();
    expect(Buffer.from(Plaintext.reveal(value)).toString()).toBe('v');
    expect(backend.faults).toEqual([]);
  });
});
