import { describeOnEachDatabase } from '../support/databases';
import { startTestGateway, type TestGateway, withoutRequestIds } from '../support/gateway';
import { CREATE, PUT, readsOf, UPDATE } from './everyday-operations';

/** Times and ids differ from one write to the next; the rest of what a client sees must not. */
function withoutChance(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'a time')
    .replace(/\b[a-z]{3,8}-[0-7][0-9a-hjkmnp-tv-z]{25}\b/g, 'an id')
    .replace(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, 'a request id')
    .replace(/\\"cursor\\":\\"[^"]+\\"/g, 'a cursor')
    .replace(/\\"(start|end)Cursor\\":\\"[^"]+\\"/g, 'a cursor');
}

describeOnEachDatabase('what can be seen of a secret', (database) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ database });
  });
  afterAll(() => gateway.close());

  /** Everything a client can see of a secret with this value, in an organization in which there is no other. */
  async function seen(
    value: string,
    more: Record<string, unknown> = {},
    update: string = value,
  ): Promise<string[]> {
    const { organizationId, owner } = await gateway.makeOrganization();
    const ask = (query: string, variables: Readonly<Record<string, unknown>>) =>
      gateway.graphql(query, variables, owner.token);
    // The first use of a token is written down in the background, at a time of its own.
    await ask('{ viewer { id } }', {});
    await gateway.gateway.services.authentication.settle();
    const created = await ask(CREATE, { input: { organizationId, name: 'HIDDEN', value, ...more } });
    const { id, version } = created.body.data.createSecret.secret;
    const replies = [
      created,
      await ask(UPDATE, { input: { id, value: update, expectedVersion: version } }),
      await ask(PUT, { input: { organizationId, name: 'HIDDEN', value: update } }),
    ];
    for (const { query, variables } of readsOf(organizationId, id)) replies.push(await ask(query, variables));
    for (const { body } of replies) expect(body.errors).toBeUndefined();
    // The slug and the names that the fixture makes are of one length.
    return replies
      .map((reply) => withoutChance(withoutRequestIds(reply)))
      .map((text) =>
        text.replace(/"content-length":"\d+"/, '').replace(/(org|service)-[0-9a-z]+-\d+/g, '$1'),
      );
  }

  it.each([
    ['its length', 'x', 'y'.repeat(65_536), {}],
    ['its length as a file', 'eA==', Buffer.alloc(65_536).toString('base64'), { isFile: true }],
    ['its alphabet', 'plain ascii', 'ünïcödé 😀', {}],
    [
      'its form as a cookie',
      'a=b',
      '[{"name":"a","value":"b"},{"name":"c","value":"d"}]',
      { type: 'COOKIE' },
    ],
    [
      'its form as a seed',
      'JBSWY3DPEHPK3PXP',
      'otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&digits=8',
      { type: 'TOTP' },
    ],
  ])('does not tell %s', async (_title, one, other, more) => {
    expect(await seen(one, more)).toEqual(await seen(other, more));
  });

  it('does not tell whether an update changed the value', async () => {
    expect(await seen('same', {}, 'same')).toEqual(await seen('same', {}, 'different'));
  });

  it('tells what is no secret: the control of the comparison', async () => {
    expect(await seen('same')).not.toEqual(await seen('same', { note: 'another note' }));
    expect(await seen('same')).not.toEqual(await seen('same', { isSensitive: false }));
  });

  it('has no field, argument, order or filter by which a length, a hash or a change could be asked for', async () => {
    const { __schema } = await gateway.data(
      '{ __schema { types { name fields { name } inputFields { name } enumValues { name } } } }',
    );
    const names: string[] = __schema.types
      .filter(({ name }: { name: string }) => /^Secret/.test(name))
      .flatMap((type: Record<string, { name: string }[] | null>) =>
        ['fields', 'inputFields', 'enumValues'].flatMap((list) => (type[list] ?? []).map(({ name }) => name)),
      );

    expect(names.length).toBeGreaterThan(40);
    expect(
      names.filter((name) =>
        /length|size|bytes|hash|digest|finger|checksum|etag|changed|preview|hint|mask/i.test(name),
      ),
    ).toEqual([]);
  });
});
