import { hasForm, NameForm, requireForm } from '../../src/core/name-form';

it('a name without the form is refused by its path and not quoted', () => {
  expect(() => requireForm('my-key', NameForm.IDENTIFIER, 'name')).toThrow(/^name: (?!.*my-key)/);
  expect(requireForm('MY_KEY', NameForm.IDENTIFIER, 'name')).toBe('MY_KEY');
  expect(hasForm('anything at all', NameForm.ANY)).toBe(true);
});
