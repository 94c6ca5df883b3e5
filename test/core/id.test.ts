import { BadUserInput } from '../../src/core/errors';
import { ID_PREFIXES, newId, prefixOf, requireId, timeOf } from '../../src/core/id';

describe('an id', () => {
  it('says when it was made', () => {
    const before = Date.now();
    const time = timeOf(newId('user')).getTime();
    expect(time).toBeGreaterThanOrEqual(before);
    expect(time).toBeLessThanOrEqual(Date.now());
    expect(timeOf(`user-${'0'.repeat(26)}`).getTime()).toBe(0);
    expect(timeOf(`user-7${'z'.repeat(25)}`).getTime()).toBe(2 ** 48 - 1);
  });

  const good = newId('secret');
  const body = good.slice('secret-'.length);

  it.each([
    ['nothing', ''],
    ['another prefix than any noun has', `thing-${body}`],
    ['an upper-case prefix', `SECRET-${body}`],
    ['no prefix', body],
    ['a prefix that is a property of every object', `toString-${body}`],
    ['constructor as its prefix', `constructor-${body}`],
    ['a body that is too short', good.slice(0, -1)],
    ['a body that is too long', `${good}0`],
    ['a very long body', `secret-${'0'.repeat(100_000)}`],
    ['upper case', good.toUpperCase()],
    ['letters that Crockford leaves out', `secret-0${'u'.repeat(25)}`],
    ['more than 128 bits', `secret-8${'0'.repeat(25)}`],
    ['a line feed behind', `${good}\n`],
    ['a NUL', `secret-${body.slice(0, -1)}\0`],
    ['a negative number', 'secret--1'],
    ['NaN', 'secret-NaN'],
    ['2^53+1', '9007199254740993'],
    ['a quote', `${good}'`],
  ])('with %s is refused', (_what, text) => {
    expect(prefixOf(text)).toBeUndefined();
    expect(() => requireId(text, 'id', 'secret')).toThrow(BadUserInput);
  });

  it('of another noun is refused where one noun is meant, and the error names the form only', () => {
    const team = newId('team');
    let caught: unknown;
    try {
      requireId(team, 'input.secretId', 'secret', 'org');
    } catch (error) {
      caught = error;
    }

    expect(caught).toMatchObject({ violations: [{ path: 'input.secretId', rule: 'id' }] });
    expect(String(caught)).toContain('secret-… or org-…');
    expect(String(caught)).not.toContain(team.slice(5));
    expect(requireId(team, 'id', 'team')).toBe(team);
    expect(requireId(team, 'id')).toBe(team);
  });

  it.each(ID_PREFIXES)('made for %s tells its prefix and has 26 more characters', (prefix) => {
    const id = newId(prefix);

    expect(prefixOf(id)).toBe(prefix);
    expect(id).toMatch(/^[a-z]+-[0-7][0-9a-hjkmnp-tv-z]{25}$/);
    expect(id.length).toBeLessThanOrEqual(40);
  });

  it('holds the time of its making, so that ids sort by it', () => {
    const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
    const before = Date.now();
    const time = [...newId('org').slice(4, 14)].reduce((sum, each) => sum * 32 + ALPHABET.indexOf(each), 0);

    expect(time).toBeGreaterThanOrEqual(before);
    expect(time).toBeLessThanOrEqual(Date.now());
  });

  it('is greater than every one made before it, also within one millisecond and when the clock goes back', () => {
    const now = Date.now();
    const ids = Array.from({ length: 5000 }, (_, index) => newId('secret', now - (index % 3)));

    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('cannot be guessed from the one before', () => {
    const now = Date.now() + 10_000;
    const [one, other] = [newId('secret', now), newId('secret', now + 1)];

    expect(one.slice(-16, -4)).not.toBe(other.slice(-16, -4));
  });
});
