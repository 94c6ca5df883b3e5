import type { Secret } from '../../../src/core/secret';
import { SecretStore } from '../../../src/storage/stores/secret.store';
import type { SecretFilter } from '../../../src/storage/stores/secret-filter';
import { describeOnEachDatabase } from '../../support/databases';
import { member, organizationWith, secretOf, store, usingDatabase } from '../secret.fixture';

const time = (day: number) => new Date(Date.UTC(2026, 0, day, 12));

describeOnEachDatabase('the filter of secrets', (tested) => {
  const database = usingDatabase(tested);
  let secrets: SecretStore;
  let organizationId: string;
  let teamId: string;

  beforeAll(async () => {
    secrets = new SecretStore();
    const organization = await organizationWith(database(), 2);
    organizationId = organization.id;
    const [first = '', second = ''] = organization.teamIds;
    teamId = first;
    const named = (name: string, more: Partial<Secret> = {}) => secretOf(organizationId, name, more);
    await store(database(), secrets, [
      named('API_KEY', { note: 'For the Billing job', expiresAt: time(10), lastUsedAt: time(5) }),
      named('API-KEY', { type: 'COOKIE', expiresAt: time(20), lastUsedAt: time(6) }),
      named('APIXKEY', { type: 'TOTP', visibility: 'PRIVATE' }),
      named('100%', { note: 'back\\slash and "quotes"', visibility: 'SELECTED' }),
      named('1000', { isFile: true }),
      named('Straße', { note: 'Äpfel und Birnen' }),
      named('éclair', { access: 'TEAM', teamId: first }),
      named('😀key', { access: 'TEAM', teamId: second }),
      named('own😀', { access: 'PERSONAL', ownerId: 'user-1' }),
    ]);
  });

  async function left(filter: SecretFilter): Promise<string[]> {
    const scope = member(organizationId, 'user-1');
    const scopes = [{ ...scope, reach: { ...scope.reach, everyTeam: true } }];
    const { reader } = database();
    const order = { by: 'NAME', descending: false } as const;
    const page = { size: 100, backward: false, after: undefined, before: undefined };
    const rows = (await secrets.page(reader, scopes, filter, order, page)).get(organizationId)?.rows ?? [];
    const offset = await secrets.offsetPage(reader, scopes[0] ?? scope, filter, order, 0, 100);
    expect(offset).toEqual(rows);
    expect((await secrets.count(reader, scopes, filter)).get(organizationId)).toBe(rows.length);
    return rows.map(({ name }) => name);
  }

  const ALL = ['100%', '1000', 'API-KEY', 'API_KEY', 'APIXKEY', 'own😀', 'Straße', 'éclair', '😀key'];

  it.each<[string, SecretFilter, string[]]>([
    ['an underscore, which is no wildcard', { namePrefix: 'API_' }, ['API_KEY']],
    ['a per cent sign, which is no wildcard', { namePrefix: '100%' }, ['100%']],
    ['only a per cent sign', { namePrefix: '%' }, []],
    ['a prefix in another case', { namePrefix: 'api' }, ['API-KEY', 'API_KEY', 'APIXKEY']],
    ['a prefix in two code points', { namePrefix: 'E\u0301C' }, ['éclair']],
    ['a prefix that folds to more letters', { namePrefix: 'STRASS' }, ['Straße']],
    ['half an emoji', { namePrefix: '\ud83d' }, []],
    ['an emoji', { namePrefix: '😀' }, ['😀key']],
    ['a prefix before a character far beyond z', { namePrefix: 'own' }, ['own😀']],
    ['a whole name', { namePrefix: 'own😀' }, ['own😀']],
    ['a prefix longer than any name', { namePrefix: 'own'.repeat(1000) }, []],
    ['a prefix with a NUL', { namePrefix: 'own\0' }, []],
    ['a prefix that is SQL', { namePrefix: "' OR '1'='1" }, []],
    ['text from the middle of names', { text: 'key' }, ['API-KEY', 'API_KEY', 'APIXKEY', '😀key']],
    ['text with an underscore', { text: 'i_k' }, ['API_KEY']],
    ['text with a per cent sign', { text: '%' }, ['100%']],
    ['text of a note in another case', { text: 'BILLING JOB' }, ['API_KEY']],
    ['text of a note beyond A to Z as it is written', { text: 'Äpfel' }, ['Straße']],
    ['text of a note beyond A to Z in another case, which is not found', { text: 'äpfel' }, []],
    ['a backslash', { text: '\\' }, ['100%']],
    ['a quote', { text: '"quotes"' }, ['100%']],
    ['text with a NUL', { text: 'a\0' }, []],
    ['text with a lone surrogate', { text: '\udc00' }, []],
    ['one type', { types: ['COOKIE'] }, ['API-KEY']],
    ['two types', { types: ['COOKIE', 'TOTP'] }, ['API-KEY', 'APIXKEY']],
    ['no type', { types: [] }, []],
    ['access', { access: ['TEAM', 'PERSONAL'] }, ['own😀', 'éclair', '😀key']],
    ['no access', { access: [] }, []],
    ['visibility', { visibility: ['PRIVATE', 'SELECTED'] }, ['100%', 'APIXKEY']],
    ['being a file', { isFile: true }, ['1000']],
    ['being no file', { isFile: false }, ALL.filter((name) => name !== '1000')],
    ['an expiry before a time', { expiringBefore: time(15) }, ['API_KEY']],
    ['an expiry before that very time', { expiringBefore: time(10) }, []],
    ['no use since a time', { unusedSince: time(6) }, ALL.filter((name) => name !== 'API-KEY')],
    [
      'several conditions at once',
      { namePrefix: 'api', types: ['TOTP'], visibility: ['PRIVATE'] },
      ['APIXKEY'],
    ],
    ['conditions that exclude each other', { namePrefix: 'api', isFile: true }, []],
    ['nothing', {}, ALL],
  ])('by %s leaves exactly what has it', async (_what, filter, expected) => {
    expect(await left(filter)).toEqual(expected);
  });

  it("by team leaves that team's secrets", async () => {
    expect(await left({ teamId })).toEqual(['éclair']);
    expect(await left({ teamId: 'team-none' })).toEqual([]);
  });

  it('shows nothing that is out of reach', async () => {
    const count = (principalId: string) =>
      secrets.count(database().reader, [member(organizationId, principalId)], {
        access: ['PERSONAL', 'TEAM'],
      });

    expect((await count('user-2')).get(organizationId)).toBe(0);
    expect((await count('user-1')).get(organizationId)).toBe(1);
  });
});
