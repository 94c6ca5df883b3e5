import type { Dialect } from '../dialect';
import { primeIntellectFailed } from './prime-intellect.error';
import { createSecret, deleteSecret, getSecret, listSecrets, updateSecret } from './prime-intellect.route';
import { PRIME_INTELLECT_RULE } from './prime-intellect-owner';

/** Prime Intellect's secrets: those of a team, or the caller's own. */
export const primeIntellectDialect: Dialect = {
  name: 'prime-intellect',
  product: 'Prime Intellect API',
  rule: PRIME_INTELLECT_RULE,
  title: 'PI API',
  description: 'Secrets of teams and of persons, in the format of the Prime Intellect API.',
  version: '0.1.0',
  routes: [listSecrets, createSecret, getSecret, updateSecret, deleteSecret],
  prefixes: ['/api/v1'],
  failed: primeIntellectFailed,
};
