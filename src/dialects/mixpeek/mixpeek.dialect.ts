import type { Dialect } from '../dialect';
import { mixpeekFailed } from './mixpeek.error';
import { createSecret, deleteSecret, listSecrets, MIXPEEK_RULE, updateSecret } from './mixpeek.route';

/** The secrets part of the Mixpeek API: the organization's secrets by name. */
export const mixpeekDialect: Dialect = {
  name: 'mixpeek',
  product: 'Mixpeek API',
  rule: MIXPEEK_RULE,
  title: 'Mixpeek API',
  description: 'Secrets of an organization, in the format of the Mixpeek API.',
  version: '0.82',
  routes: [createSecret, listSecrets, updateSecret, deleteSecret],
  prefixes: ['/v1'],
  failed: mixpeekFailed,
};
