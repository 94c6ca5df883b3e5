import type { Setting } from './setting';
import { wholeNumber } from './setting';

/** How much of a process, or of the storage, one caller or organization may take from the others. */
export const SHARE_SETTINGS = {
  challengesPerMinute: wholeNumber({
    name: 'SECRETS_GATEWAY_LIMIT_CHALLENGES',
    unit: 'requests',
    min: 1,
    max: 1_000_000,
    default: 300,
    doc: 'How many challenges a consumer may request of a dispenser in a minute from one address. Requests that are malformed, and those for unknown consumers, have as many of their own.',
  }),
  maxStreams: wholeNumber({
    name: 'SECRETS_GATEWAY_LIMIT_STREAMS',
    unit: 'streams',
    min: 1,
    max: 100_000,
    default: 2_000,
    doc: 'How many event streams a dispenser keeps open.',
  }),
  maxOrganizationStreams: wholeNumber({
    name: 'SECRETS_GATEWAY_LIMIT_ORGANIZATION_STREAMS',
    unit: 'streams',
    min: 1,
    max: 100_000,
    default: 500,
    doc: 'How many of them the consumers of one organization may have open.',
  }),
  maxConsumerStreams: wholeNumber({
    name: 'SECRETS_GATEWAY_LIMIT_CONSUMER_STREAMS',
    unit: 'streams',
    min: 1,
    max: 100_000,
    default: 10,
    doc: 'How many of them one consumer may have open.',
  }),
} satisfies Record<string, Setting<unknown>>;
