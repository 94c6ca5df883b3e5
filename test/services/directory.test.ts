import type { PrincipalProfile } from '../../src/core/principal';
import { type Caller, TEST_ORIGIN } from '../support/backend';
import { describeOnEachDatabase } from '../support/databases';
import { outcome, usingBackend } from './services.fixture';

describeOnEachDatabase('the directory', (tested) => {
  const backend = usingBackend(tested);
  const directory = () => backend().services.directory;
  let owner: Caller;
  let stranger: Caller;
  let ada: PrincipalProfile;
  beforeAll(async () => {
    owner = await backend().owner();
    stranger = await backend().newOrganization();
    const verified = {
      issuer: 'https://id.example',
      subject: 'ada',
      name: 'Ada',
      email: 'ada@example.org',
      expiresAt: new Date(Date.now() + 60_000),
    };
    const { id } = await backend().services.authentication.ofUser(verified, TEST_ORIGIN);
    const roleId = await backend().roleId(owner, 'MEMBER');
    await backend().services.members.create(owner.permit('MANAGE_MEMBERS'), { principalId: id, roleId });
    ada = { id, kind: 'USER', name: 'Ada', organizationId: owner.organizationId };
  });

  it('gives e-mail addresses to those who manage members of the same organization, in the order asked', async () => {
    const permit = owner.permit('VIEW_ORGANIZATION');
    const nobody = { ...ada, id: 'user-00000000000000000000000000' };
    const asked = [nobody, ada, ada].map((profile) => ({ permit, profile }));
    expect(await directory().emails(asked)).toEqual([null, 'ada@example.org', 'ada@example.org']);
    expect(await directory().emails([])).toEqual([]);

    const member = await backend().newServiceUser('MEMBER');
    const refused = [{ permit: member.permit('VIEW_ORGANIZATION'), profile: ada }];
    expect(await outcome(directory().emails([...asked, ...refused]))).toBe('FORBIDDEN');
    const elsewhere = [{ permit: stranger.permit('MANAGE_MEMBERS'), profile: ada }];
    expect(await outcome(directory().emails([...asked, ...elsewhere]))).toBe('NOT_FOUND');
  });

  it('gives names to members of an organization only', async () => {
    const { id, kind, name } = ada;
    expect(await directory().profiles([owner.permit('VIEW_ORGANIZATION')], [id])).toEqual([
      { id, kind, name },
    ]);
    expect(await directory().profiles([], [id])).toEqual([]);
  });

  it('counts service users for those who may list them', async () => {
    const counts = await directory().serviceUserCounts([owner.permit('VIEW_ORGANIZATION')]);
    expect(counts.get(owner.organizationId)).toBeGreaterThan(0);
    const member = await backend().newServiceUser('MEMBER');
    const call = directory().serviceUserCounts([member.permit('VIEW_ORGANIZATION')]);
    expect(await outcome(call)).toBe('FORBIDDEN');
  });
});
