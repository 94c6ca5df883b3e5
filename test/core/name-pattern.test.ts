import { matchesPattern, NamePattern, requirePattern } from '../../src/core/name-pattern';

it('a name without the form is refused by its path and not quoted', () => {
  expect(() => requirePattern('my-key', NamePattern.IDENTIFIER, 'name')).toThrow(/^name: (?!.*my-key)/);
  expect(requirePattern('MY_KEY', NamePattern.IDENTIFIER, 'name')).toBe('MY_KEY');
  expect(matchesPattern('anything at all', NamePattern.ANY)).toBe(true);
});
