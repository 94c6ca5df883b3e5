import type { Dialect } from '../dialect';
import { devinFailed, devinSentence } from './devin.error';
import { createSecret, deleteSecret, listSecrets } from './devin.route';
import { DEVIN_RULE } from './devin-secret';

/** The secrets part of the Devin API v3. */
export const devinDialect: Dialect = {
  name: 'devin',
  product: 'Devin API v3',
  rule: DEVIN_RULE,
  title: 'Devin API v3',
  description: 'Secrets of an organization, in the format of the Devin API.',
  version: '3.0.0',
  routes: [createSecret, listSecrets, deleteSecret],
  prefixes: ['/v3', '/v3beta1', '/v2'],
  sentence: devinSentence,
  failed: devinFailed,
};
