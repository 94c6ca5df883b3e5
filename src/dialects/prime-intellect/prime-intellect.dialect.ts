import type { Dialect } from '../dialect';
import { primeIntellectFailed, primeIntellectSentence } from './prime-intellect.error';
import { createSecret, deleteSecret, getSecret, listSecrets, updateSecret } from './prime-intellect.route';
import { PRIME_INTELLECT_RULE } from './prime-intellect-owner';

/** The secrets part of the Prime Intellect API: secrets of teams and personal ones. */
export const primeIntellectDialect: Dialect = {
  name: 'prime-intellect',
  product: 'Prime Intellect API',
  rule: PRIME_INTELLECT_RULE,
  title: 'PI API',
  description: 'Team and personal secrets, in the format of the Prime Intellect API.',
  version: '0.1.0',
  routes: [listSecrets, createSecret, getSecret, updateSecret, deleteSecret],
  prefixes: ['/api/v1'],
  sentence: primeIntellectSentence,
  failed: primeIntellectFailed,
};
