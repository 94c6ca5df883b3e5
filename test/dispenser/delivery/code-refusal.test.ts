import sodium from 'libsodium-wrappers';
import { describeOnEachDatabase } from '../../support/databases';
import { post, proofOf, sessionOf } from '../proof.fixture';
import { usingCodeWorld } from './code.fixture';
import { TOTP_SEED } from './totp.fixture';

describeOnEachDatabase('codes', (tested) => {
  const { world, registered, store, ask, created } = usingCodeWorld(tested);

  it.each([
    ['one that is not there', 'C_NOTHING', 'SECRET_NOT_FOUND', 'not_found', 'there is no secret "C_NOTHING"'],
    [
      'one of somebody else',
      'OTHER_SEED',
      'SECRET_NOT_FOUND',
      'not_found',
      'there is no secret "OTHER_SEED"',
    ],
    ['what no secret can be called', '\u0000', 'SECRET_NOT_FOUND', 'not_found', 'there is no secret'],
    ['a value', 'C_PASSWORD', 'NOT_TOTP', 'type', '"C_PASSWORD" is no TOTP secret'],
  ])('are refused, all of them, for %s', async (_what, name, reason, rule, message) => {
    const before = await created();
    const response = await ask(['C_LOGIN', name]);
    const text = await response.text();
    expect([response.status, text]).toEqual([400, expect.stringContaining('"code":"BAD_USER_INPUT"')]);
    expect(text).toContain(`"path":"secrets[1]","rule":"${rule}"`);
    for (const hidden of ['ciphertext', name]) expect(text).not.toContain(hidden);
    expect((await world().events('code.refuse'))[0]).toMatchObject({
      outcome: 'REFUSED',
      subjectId: registered().consumer.id,
      detail: { reason, at: 'secrets[1]', rule },
    });
    await expect(registered().client.codes(['C_LOGIN', name])).rejects.toMatchObject({
      code: 'NOT_DELIVERED',
      message: expect.stringContaining(message),
    });
    expect(await created()).toBe(before);
    expect((await ask(['C_LOGIN'])).status).toBe(200);
  });

  it('look the same refused for a secret that may not be used and for one that is not there', async () => {
    const [hidden, missing] = await Promise.all([ask(['OTHER_SEED']), ask(['C_NOTHING'])]);
    expect(await hidden.text()).toBe(await missing.text());
  });

  it('are refused for a name that two secrets of the consumer have', async () => {
    const { services } = world().backend;
    const team = await services.teams.create(world().owner.permit('MANAGE_ORGANIZATION'), 'twins');
    const one = await store('C_TWIN', TOTP_SEED);
    const two = await store('C_TWIN', TOTP_SEED, { access: 'TEAM', teamId: team.id });
    const twice = await world().register({ uses: { secretIds: [one.id, two.id] } });
    await expect(twice.client.code('C_TWIN')).rejects.toMatchObject({
      code: 'NOT_DELIVERED',
      message: expect.stringContaining('several secrets'),
    });
    expect((await world().events('code.refuse'))[0]).toMatchObject({
      detail: { reason: 'SECRET_AMBIGUOUS' },
    });
    const once = await world().register({ uses: { secretIds: [two.id] } });
    expect((await once.client.code('C_TWIN')).period).toBe(30);
  });

  it('are refused for a value that a client sealed and that is no seed', async () => {
    await sodium.ready;
    const { current } = world().backend.sealingKeys;
    const box = sodium.crypto_box_seal(Buffer.from('hunter2!'), current.boxPublicKey);
    const sealedValue = { keyId: current.keyId, encryptedValue: Buffer.from(box).toString('base64') };
    const { id } = await world().store('C_UNFIT', '', { type: 'TOTP', sealedValue });
    const before = await created();
    await expect(registered().client.code('C_UNFIT')).rejects.toMatchObject({
      code: 'NOT_DELIVERED',
      message: 'the value of "C_UNFIT" is no seed of one-time codes',
    });
    expect((await world().events('code.refuse'))[0]).toMatchObject({
      detail: { reason: 'SEED_UNFIT', at: 'secrets[0]', secretId: id },
    });
    expect(await created()).toBe(before);
  });

  it('come once for each proof, and carry no tag that a poll could ask with', async () => {
    const body = '{"secrets":["C_LOGIN"]}';
    const authorization = proofOf(await sessionOf(world().url, registered()), { path: '/codes', body });
    const first = await post(world().url, '/codes', body, { authorization, 'if-none-match': '*' });
    expect([first.status, first.headers.get('etag'), first.headers.get('cache-control')]).toEqual([
      200,
      null,
      'no-store',
    ]);
    const again = await post(world().url, '/codes', body, { authorization });
    expect([again.status, (await again.text()).includes('ciphertext')]).toEqual([401, false]);
  });

  it('are what a delivery tells of that is asked for the seed by name; without a name it is left out', async () => {
    await expect(registered().client.deliver({ only: ['C_PASSWORD', 'C_LOGIN'] })).rejects.toMatchObject({
      code: 'NOT_DELIVERED',
      message: expect.stringMatching(/"C_LOGIN" is a TOTP secret.*"secrets-gateway consumer code"/),
    });
    expect((await world().events('delivery.refuse'))[0]).toMatchObject({
      detail: { reason: 'SEED_KEPT', at: 'only[1]', rule: 'totp' },
    });
    expect((await registered().client.deliver()).names).toEqual(['C_PASSWORD']);
  });
});
