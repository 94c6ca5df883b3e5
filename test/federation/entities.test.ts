import { newId } from '../../src/core/id';
import { Plaintext } from '../../src/core/plaintext';
import type { Caller } from '../support/backend';
import { expectNoCanary, newCanary } from '../support/canary';
import { describeOnEachDatabase } from '../support/databases';
import { ENTITIES, openTestSubgraph, type TestSubgraph } from './subgraph.fixture';

const secretOf = (id: string) => ({ __typename: 'Secret', id });
const organizationOf = (id: string) => ({ __typename: 'Organization', id });

describeOnEachDatabase('the entities of the subgraph', (tested) => {
  const canary = newCanary();
  let subgraph: TestSubgraph;
  let owner: Caller;
  let stranger: Caller;
  let ids: string[];

  const entities = (caller: Caller | undefined, ...representations: unknown[]) =>
    subgraph.ask(caller, ENTITIES, { representations });
  const create = async (caller: Caller, name: string, access: 'ORGANIZATION' | 'PERSONAL' = 'ORGANIZATION') =>
    (
      await subgraph.services.secrets.create(caller.permit('MANAGE_OWN_SECRETS'), {
        name,
        type: 'KEY_VALUE',
        isFile: false,
        access,
        value: Plaintext.ofText(canary.text),
      })
    ).id;

  beforeAll(async () => {
    subgraph = await openTestSubgraph(tested.url());
    owner = await subgraph.owner();
    stranger = await subgraph.newOrganization();
    ids = [];
    for (let index = 0; index < 20; index += 1) ids.push(await create(owner, `SECRET_${index}`));
  });
  afterAll(() => subgraph.close());
  afterEach(() => expectNoCanary('the log', subgraph.lines.join('\n')));

  describe('respect what the caller may see', () => {
    it('answers null for a foreign secret, an unknown one and a malformed id, byte for byte', async () => {
      const foreign = await create(stranger, 'FOREIGN');
      const answers = await Promise.all(
        [foreign, newId('secret'), 'secret-', '../secret', newId('org'), stranger.organizationId].map((id) =>
          entities(owner, secretOf(id)),
        ),
      );
      expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
      expect(answers[0]?.data).toEqual({ _entities: [null] });
      expect(answers[0]?.errors).toBeUndefined();
      expect((await entities(stranger, secretOf(foreign))).data._entities[0].id).toBe(foreign);
    });

    it('answers null for a foreign organization and an unknown one, byte for byte', async () => {
      const answers = await Promise.all(
        [stranger.organizationId, newId('org'), ids[0]!].map((id) => entities(owner, organizationOf(id))),
      );
      expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
      expect(answers[0]?.data).toEqual({ _entities: [null] });
      expect((await entities(owner, organizationOf(owner.organizationId))).data._entities[0].slug).toBe(
        'default',
      );
    });

    it("answers null for another member's personal secret", async () => {
      const member = await subgraph.newServiceUser('MEMBER');
      const id = await create(member, 'MINE', 'PERSONAL');
      const other = await subgraph.newServiceUser('MEMBER');
      expect((await entities(other, secretOf(id))).data).toEqual({ _entities: [null] });
      expect((await entities(member, secretOf(id))).data._entities[0].name).toBe('MINE');
    });

    it("refuses a secret of the caller's organization without VIEW_SECRETS, and answers the rest", async () => {
      const auditor = await subgraph.newServiceUser(['VIEW_AUDIT_LOG']);
      const { status, data, errors } = await entities(
        auditor,
        secretOf(ids[0]!),
        organizationOf(owner.organizationId),
        secretOf(newId('secret')),
      );
      expect(status).toBe(200);
      expect(data._entities).toEqual([
        null,
        expect.objectContaining({ __typename: 'Organization', slug: 'default' }),
        null,
      ]);
      expect(errors).toEqual([
        expect.objectContaining({
          path: ['_entities', 0],
          extensions: expect.objectContaining({ code: 'FORBIDDEN' }),
        }),
      ]);
    });

    it('refuses a revoked token', async () => {
      const caller = await subgraph.newServiceUser('MEMBER');
      expect((await entities(caller, secretOf(ids[0]!))).data._entities[0].id).toBe(ids[0]);
      await subgraph.services.serviceUsers.delete(owner.permit('MANAGE_SERVICE_USERS'), caller.principal.id);
      expect((await entities(caller, secretOf(ids[0]!))).status).toBe(401);
    });

    it('writes refusals to the audit chains of at most ten organizations', async () => {
      const caller = await subgraph.newServiceUser('MEMBER');
      const others = await Promise.all(Array.from({ length: 12 }, () => subgraph.newOrganization()));
      const statements = await subgraph.statementsOf(async () => {
        const { data } = await entities(
          caller,
          ...others.map(({ organizationId }) => organizationOf(organizationId)),
        );
        expect(data._entities.every((each: unknown) => each === null)).toBe(true);
      });
      expect(statements.filter((text) => /INSERT INTO audit_event\b/.test(text))).toHaveLength(11);
    });
  });

  it('answers in the order of the representations, also if one is repeated', async () => {
    const { data } = await entities(
      owner,
      secretOf(ids[3]!),
      organizationOf(owner.organizationId),
      secretOf(ids[1]!),
      secretOf(ids[3]!),
    );
    expect(data._entities.map(({ id }: { id: string }) => id)).toEqual([
      ids[3],
      owner.organizationId,
      ids[1],
      ids[3],
    ]);
  });

  it('accepts representations inside the document, with variables in them', async () => {
    const { data, errors } = await subgraph.ask(
      owner,
      `query ($id: ID!) {
        _entities(representations: [{ __typename: "Secret", id: $id }, { id: "${ids[1]}", __typename: "Secret" }]) {
          ... on Secret { id }
        }
      }`,
      { id: ids[0] },
    );
    expect(errors).toBeUndefined();
    expect(data._entities).toEqual([{ id: ids[0] }, { id: ids[1] }]);
  });

  it('answers the mask for every value', async () => {
    const { data, text } = await entities(owner, ...ids.map(secretOf));
    expect(data._entities.map(({ value }: { value: string }) => value)).toEqual(ids.map(() => '[REDACTED]'));
    expectNoCanary('the answer', text);
  });

  it('needs as many statements for 1,000 representations as for one', async () => {
    const ask = (count: number) =>
      subgraph.statementsOf(() =>
        entities(
          owner,
          ...Array.from({ length: count }, (_, index) => secretOf(ids[index] ?? newId('secret'))),
        ),
      );
    await ask(1);
    const one = await ask(1);
    const thousand = await ask(1000);
    const reads = (statements: readonly string[]) =>
      statements.filter((text) => /^\s*SELECT\b/.test(text)).length;
    expect(one.filter((text) => /\bFROM secret\b/.test(text)).length).toBeGreaterThan(0);
    // One more statement reads the head of the audit chain, because some of the thousand are unknown.
    expect(reads(thousand)).toBeLessThanOrEqual(reads(one) + 1);
  });

  it('counts each representation against the cost of the operation', async () => {
    const query = `query ($representations: [_Any!]!) {
      _entities(representations: $representations) {
        ... on Secret { id name note type version value access visibility isFile isSensitive createdAt updatedAt
          expiresAt lastUsedAt a: id b: id c: id d: id e: id f: id g: id h: id }
      }
    }`;
    const ask = (count: number) =>
      subgraph.ask(owner, query, { representations: Array.from({ length: count }, () => secretOf(ids[0]!)) });
    expect((await ask(1000)).errors?.[0]?.extensions.code).toBe('LIMIT_EXCEEDED');
    expect((await ask(900)).errors).toBeUndefined();
  });
});
