import type { Setting } from './setting';
import { wholeNumber } from './setting';

/** How much of a process, or of the storage, one caller or organization may take from the others. */
export const SHARE_SETTINGS = {
  maxConnections: wholeNumber({
    name: 'SECRETS_GATEWAY_LIMIT_CONNECTIONS',
    unit: 'connections',
    min: 1,
    max: 1_000_000,
    default: 1_000,
    doc: 'How many connections to the gateway, and to a dispenser, one address may have open; for IPv6, its first 64 bits. For a caller behind a trusted proxy, how many requests in progress.',
  }),
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
  quotaSecrets: wholeNumber({
    name: 'SECRETS_GATEWAY_QUOTA_SECRETS',
    unit: 'secrets',
    min: 1,
    max: 1_000_000_000,
    default: 20_000,
    doc: 'How many secrets an organization can have.',
  }),
  quotaVersions: wholeNumber({
    name: 'SECRETS_GATEWAY_QUOTA_VERSIONS',
    unit: 'versions',
    min: 1,
    max: 1_000_000_000,
    default: 1_000_000,
    doc: 'How many versions the secrets of an organization can have in all.',
  }),
  quotaBytes: wholeNumber({
    name: 'SECRETS_GATEWAY_QUOTA_BYTES',
    unit: 'bytes',
    min: 1,
    max: 1_000_000_000_000,
    default: 536_870_912,
    doc: 'How many bytes the sealed values of an organization can have in all.',
  }),
} satisfies Record<string, Setting<unknown>>;
