import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/repository';
import { unannouncedChanges } from './schema-change';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const released = read('schema/released.graphql');
const changelog = read('CHANGELOG.md');

const CHANGELOG =
  '# Changelog\n\n## Unreleased\n\n- Something.\n\n### Breaking\n\n- `Secret.note` has gone.\n';

describe('a schema', () => {
  it.each([
    ['without a field', '  viewer: Viewer!', '  caller: Viewer!', ['Query.viewer']],
    ['with a field that may be null now', '  version: Int!', '  version: Int', ['Secret.version']],
    [
      'with an input field that is required now',
      '  idempotencyKey: String\n',
      '  idempotencyKey: String!\n',
      ['CreateSecretInput.idempotencyKey'],
    ],
    ['without a value of an enum', '  TOTP\n', '  OTP\n', ['SecretType.TOTP']],
    ['without an interface', 'type Team implements Node', 'type Team', ['Team']],
    ['with other arguments', '    slug: String\n', '    name: String\n', ['Query.organization.slug']],
  ])('%s breaks clients of the released one', async (_, rule, replacement, paths) => {
    const changed = released.replace(rule, replacement);
    const found = await unannouncedChanges(released, changed, changelog);
    expect(found.map((each) => each.split(':', 1)[0])).toEqual(paths);
  });

  it('may break them when the changelog says so, in its section for it and for what is not released yet', async () => {
    const changed = released.replace('  viewer: Viewer!', '  caller: Viewer!');
    const announcing = CHANGELOG.replace('Secret.note', 'Query.viewer');

    expect(await unannouncedChanges(released, changed, announcing)).toEqual([]);
    expect(await unannouncedChanges(released, changed, CHANGELOG)).toHaveLength(1);
    expect(
      await unannouncedChanges(released, changed, announcing.replace('Unreleased', '0.1.0')),
    ).toHaveLength(1);
    expect(await unannouncedChanges(released, changed, announcing.replace('### Breaking', ''))).toHaveLength(
      1,
    );
  });

  it('with a new field breaks nobody', async () => {
    const changed = released.replace(/^type Query \{$/m, '$&\n  news: String');
    expect(changed).not.toBe(released);
    expect(await unannouncedChanges(released, changed, changelog)).toEqual([]);
  });

  it('of this commit breaks nobody unannounced', async () => {
    expect(await unannouncedChanges(released, read('schema/schema.graphql'), changelog)).toEqual([]);
  });
});
