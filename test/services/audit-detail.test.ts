import { join } from 'node:path';
import { ConsumerKey } from '../../src/crypto/open/consumer-opening-key';
import { type Caller, openTestBackend, type TestBackend } from '../support/backend';
import { createTemporaryFolder } from '../support/folder';
import { eventsOf, newName, outcome, secret, value } from './services.fixture';

/** What is in an event does not depend on the database. */
describe('the event of a change', () => {
  const folder = createTemporaryFolder('audit-detail');
  let opened: TestBackend;
  let owner: Caller;
  const backend = () => opened;
  beforeAll(async () => {
    opened = await openTestBackend(`sqlite:${join(folder.path, 'gateway.db')}`);
    owner = await backend().owner();
  });
  afterAll(async () => {
    await opened.close();
    folder.remove();
  });

  it('tells what was changed', async () => {
    const { services, stores } = backend();
    const { secrets, secretHistory, secretSelections, teams, members, roles, serviceUsers, tokens } =
      services;
    const { consumers, organizations, repositories } = services;
    const permit = owner.permit('MANAGE_ORGANIZATION');
    const details: Record<string, string> = {};
    let seen = (await eventsOf(backend(), owner.organizationId)).length;
    const done = async <Result>(work: Promise<Result>): Promise<Result> => {
      const result = await work;
      const events = (await eventsOf(backend(), owner.organizationId)).slice(seen);
      seen += events.length;
      for (const { action, detail } of events) details[action] = Object.keys(detail).sort().join(' ');
      return result;
    };
    const [one, two] = [await done(roles.create(permit, { name: newName(), permissions: [] })), newName()];
    await done(roles.update(permit, { id: one.id, name: two }));
    const { serviceUser } = await done(serviceUsers.create(permit, { name: newName(), roleId: one.id }));
    await done(serviceUsers.update(permit, serviceUser.id, newName()));
    const member = (await stores.memberships.findOf(
      stores.database.reader,
      owner.organizationId,
      serviceUser.id,
    ))!;
    await done(members.update(permit, member.id, await backend().roleId(owner, 'MEMBER')));
    const team = await done(teams.create(permit, newName()));
    await done(teams.update(permit, team.id, newName()));
    await done(teams.addMember(permit, team.id, member.id));
    await done(teams.removeMember(permit, team.id, member.id));
    const stored = await done(secrets.create(permit, secret({ visibility: 'SELECTED' })));
    await done(secrets.update(permit, { id: stored.id, value: value('another') }));
    await done(secretHistory.rollback(permit, { id: stored.id, toVersion: 1 }));
    await done(secrets.delete(permit, stored.id));
    const selected = await secrets.create(permit, secret({ visibility: 'SELECTED' }));
    seen = (await eventsOf(backend(), owner.organizationId)).length;
    const updated = details['secret.update']!;
    await done(secretSelections.set(permit, selected.id, []));
    details['secret.update of a selection'] = details['secret.update']!;
    details['secret.update'] = updated;
    const { token } = await done(tokens.create(permit, { name: newName() }));
    await done(tokens.rename(permit, token.id, newName()));
    await done(tokens.revoke(permit, token.id));
    const key = () => ConsumerKey.generate().publicKey;
    const consumer = await done(
      consumers.create(permit, { name: newName(), isPersonal: false, publicKey: key() }),
    );
    await done(consumers.update(permit, { id: consumer.id, name: newName() }));
    await done(consumers.rotateKey(permit, consumer.id, key()));
    await done(consumers.delete(permit, consumer.id));
    const repository = await done(repositories.create(permit, { name: newName(), isPrivate: true }));
    await done(repositories.update(permit, { id: repository.id, isPrivate: false }));
    await done(repositories.delete(permit, repository.id));
    await done(organizations.update(permit, { keepVersions: 7 }));
    await done(members.delete(permit, member.id));
    await done(teams.delete(permit, team.id));
    await done(roles.delete(permit, one.id));
    const consumerDetail =
      'hasKey isPersonal issuer name namePrefix namedSecrets repositoryId teamId waysOut';
    expect(details).toEqual({
      'consumer.create': consumerDetail,
      'consumer.delete': 'name',
      'consumer.rotate_key': 'name',
      'consumer.update': consumerDetail,
      'member.delete': 'personalSecrets principalId',
      'member.update': 'principalId role',
      'organization.update': 'keepDays keepVersions slug',
      'repository.create': 'databaseId name',
      'repository.delete': 'name',
      'repository.update': 'isPrivate name',
      'role.create': 'name permissions',
      'role.delete': 'name',
      'role.update': 'name permissions',
      'secret.create': 'access name version',
      'secret.delete': 'name',
      'secret.rollback': 'name restoredFrom version',
      'secret.update': 'name version',
      'secret.update of a selection': 'changed name selection',
      'service_user.create': 'name role',
      'service_user.update': 'name',
      'team.add_member': 'membershipId principalId',
      'team.create': 'name',
      'team.delete': 'name',
      'team.remove_member': 'membershipId principalId',
      'team.update': 'name',
      'token.create': 'name principalId',
      'token.revoke': 'name principalId',
      'token.update': 'name principalId',
    });
  });

  it('tells that a request was repeated', async () => {
    const { secrets } = backend().services;
    const permit = owner.permit('MANAGE_ORG_SECRETS');
    const command = secret({ idempotencyKey: 'a-key-of-some-length' });
    for (let round = 0; round < 2; round++) await secrets.create(permit, command);
    const [first, repeated] = (await eventsOf(backend(), owner.organizationId)).slice(-2);
    expect([first?.detail.repeated, repeated?.detail]).toEqual([undefined, { repeated: true }]);
  });

  it('is a refusal for a selection of repositories by who may not change the secret', async () => {
    const { secrets, secretSelections } = backend().services;
    const { id } = await secrets.create(
      owner.permit('MANAGE_ORG_SECRETS'),
      secret({ visibility: 'SELECTED' }),
    );
    const member = await backend().newServiceUser('MEMBER');
    const set = (by: Caller) => outcome(secretSelections.set(by.permit('MANAGE_OWN_SECRETS'), id, []));
    expect([await set(member), await set(owner)]).toEqual(['FORBIDDEN', 'ok']);
  });
});
