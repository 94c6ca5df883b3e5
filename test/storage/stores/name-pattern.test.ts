import { matchesPattern, NamePattern } from '../../../src/core/name-pattern';
import { SecretStore } from '../../../src/storage/stores/secret.store';
import { describeOnEachDatabase } from '../../support/databases';
import { member, organizationWith, secretOf, store, usingDatabase } from '../secret.fixture';

const NAMES = [
  'API_KEY',
  'api_token',
  'Api_Mixed',
  '_',
  '__proto__',
  'A',
  'z',
  '0',
  '0A',
  'A0',
  '_0',
  'A-B',
  'A B',
  'A.B',
  'A/B',
  '.',
  '..',
  '...',
  'GITHUB_A',
  'github_b',
  'GitHub_c',
  'GITHUBX',
  'GITHUB',
  'XGITHUB_',
  'ÄB',
  'Aé',
  'ſx',
  'İX',
  'ıx',
  'paß',
  'Ω',
  'A*B',
  'A?B',
  'A[B',
  'A]B',
  'A^B',
  'A%B',
  'A\\B',
  "A'B",
  'A$',
  '^A',
  '😀',
  'k'.repeat(100),
  'K'.repeat(101),
  '😀'.repeat(100),
  '😀'.repeat(101),
  `G${'_'.repeat(254)}`,
];

describeOnEachDatabase('the form of a name in a statement', (tested) => {
  const database = usingDatabase(tested);

  it.each(Object.values(NamePattern))(
    'leaves exactly the names that core says have it: %s',
    async (namePattern) => {
      const secrets = new SecretStore();
      const { id } = await organizationWith(database());
      await store(
        database(),
        secrets,
        NAMES.map((name) => secretOf(id, name)),
      );
      const order = { by: 'NAME', descending: false } as const;
      const rows = await secrets.offsetPage(
        database().reader,
        member(id, 'user-1'),
        { namePattern },
        order,
        0,
        1000,
      );
      const expected = NAMES.filter((name) => matchesPattern(name, namePattern));
      expect(rows.map(({ name }) => name).sort()).toEqual(expected.sort());
      expect(expected.length).toBeGreaterThan(3);
      const counts = await secrets.count(database().reader, [member(id, 'user-1')], { namePattern });
      expect(counts.get(id)).toBe(expected.length);
    },
  );
});
