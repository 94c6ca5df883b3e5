import { readTrackedTexts } from '../support/repository';

/** A word or phrase that readers stumble over, and what to say instead. */
interface BannedPhrase {
  readonly phrase: RegExp;
  readonly instead: string;
}

/** Each is out of sources, schema and documentation, and stays out. */
const BANNED: readonly BannedPhrase[] = [
  { phrase: /workbench/i, instead: 'backend' },
  { phrase: /recent notes/i, instead: 'refusal log' },
  { phrase: /\basked anew\b/i, instead: 'evaluated again' },
  { phrase: /\bby whomever\b/i, instead: 'by anyone' },
  { phrase: /\bgone over\b/i, instead: 'checked' },
  { phrase: /\bthe own one\b/i, instead: "the caller's own" },
  { phrase: /\bthat is none\b/i, instead: 'invalid' },
  { phrase: /\bserving\b/i, instead: 'served process' },
  { phrase: /\bwarming\b/i, instead: 'preparation' },
  { phrase: /\bpowers\b/i, instead: 'permissions' },
  { phrase: /\bas never over\b/i, instead: 'as never expired' },
  { phrase: /what to do it with/i, instead: 'what the input is, such as "The team to create."' },
  { phrase: /follow behind/i, instead: 'follow' },
  { phrase: /no way back/i, instead: 'cannot be undone' },
  { phrase: /case does not matter/i, instead: 'case-insensitive' },
];

/** A comment that only repeats the name below it, such as `createTeam.` above `CreateTeamInput`. */
const NAME_COMMENT = /\/\*\* *`?[a-z]+[A-Z]\w*`?\.? *\*\//g;

/** The released schema is a record of what was said. */
const TEXTS = /^(?:src\/|docs\/|schema\/(?!released)|examples\/|README\.md$|CHANGELOG\.md$).*$/;
const LANGUAGE = /\.(?:md|ts|tsx|mjs|graphql|sql)$/;

/** Every place at which a text breaks a rule. */
function checkLanguage(path: string, text: string): string[] {
  const lineOf = (index: number) => text.slice(0, index).split('\n').length;
  const banned = BANNED.flatMap(({ phrase, instead }) =>
    [...text.matchAll(new RegExp(phrase, `${phrase.flags}g`))].map(
      ({ index, 0: found }) => `${path}:${lineOf(index)} says "${found}"; say "${instead}"`,
    ),
  );
  const repeated = [...text.matchAll(NAME_COMMENT)].map(
    ({ index }) => `${path}:${lineOf(index)} has a comment that repeats a name`,
  );
  return [...banned, ...repeated];
}

describe('the language', () => {
  const texts = [...readTrackedTexts()].filter(([path]) => TEXTS.test(path) && LANGUAGE.test(path));

  it('of sources, schema and documentation has no banned phrase and no comment that repeats a name', () => {
    const paths = texts.map(([path]) => path);
    for (const path of ['README.md', 'docs/limits.md', 'src/core/policy.ts', 'schema/schema.graphql']) {
      expect(paths).toContain(path);
    }
    expect(texts.flatMap(([path, text]) => checkLanguage(path, text))).toEqual([]);
  });

  it.each(BANNED.map(({ phrase }) => [phrase.source.replaceAll('\\b', '')]))(
    'would be refused with "%s", at its line',
    (phrase) => {
      const found = checkLanguage('docs/page.md', `A line.\nHere is ${phrase}, in the middle.\n`);
      expect(found).toEqual([expect.stringMatching(/^docs\/page\.md:2 says /)]);
      expect(checkLanguage('docs/page.md', 'A line.\nHere is nothing of the kind.\n')).toEqual([]);
    },
  );

  it.each(['/** createTeam. */', '/** createTeam */', '/** `createTeam` */'])(
    'would be refused with the comment %s',
    (comment) => {
      const source = `${comment}\n@InputType('CreateTeamInput')\nclass CreateTeamInput {}\n`;
      expect(checkLanguage('src/a.ts', source)).toEqual(['src/a.ts:1 has a comment that repeats a name']);
      expect(checkLanguage('src/a.ts', source.replace(comment, '/** A new team. */'))).toEqual([]);
    },
  );
});
