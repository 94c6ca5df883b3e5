import { isLoopbackHost } from '../core/address-range';
import { GATEWAY_SETTINGS } from './gateway';
import {
  onOff,
  parseAddressRanges,
  type Setting,
  type SettingName,
  setting,
  textOf,
  wholeNumber,
} from './setting';

/** What one GraphQL operation may ask for. */
export const LIMIT_SETTINGS = {
  maxTokens: wholeNumber({
    name: 'SECRETS_GATEWAY_LIMIT_TOKENS',
    unit: 'tokens',
    min: 100,
    max: 100_000,
    default: 5_000,
    doc: 'The largest GraphQL document, in lexical tokens.',
  }),
  maxAnonymousTokens: wholeNumber({
    name: 'SECRETS_GATEWAY_LIMIT_ANONYMOUS_TOKENS',
    unit: 'tokens',
    min: 10,
    max: 100_000,
    default: 500,
    doc: 'The largest GraphQL document of a caller without a credential, in lexical tokens.',
  }),
  maxDepth: wholeNumber({
    name: 'SECRETS_GATEWAY_LIMIT_DEPTH',
    unit: 'levels',
    min: 3,
    max: 100,
    default: 15,
    doc: 'The deepest selection of a GraphQL operation.',
  }),
  maxAliases: wholeNumber({
    name: 'SECRETS_GATEWAY_LIMIT_ALIASES',
    unit: 'aliases',
    min: 0,
    max: 10_000,
    default: 50,
    doc: 'The largest number of aliases in a GraphQL operation.',
  }),
  maxDirectives: wholeNumber({
    name: 'SECRETS_GATEWAY_LIMIT_DIRECTIVES',
    unit: 'directives',
    min: 0,
    max: 10_000,
    default: 50,
    doc: 'The largest number of directives in a GraphQL operation.',
  }),
  maxRootFields: wholeNumber({
    name: 'SECRETS_GATEWAY_LIMIT_ROOT_FIELDS',
    unit: 'fields',
    min: 1,
    max: 1_000,
    default: 20,
    doc: 'The largest number of root fields in a GraphQL operation.',
  }),
  maxRepeats: wholeNumber({
    name: 'SECRETS_GATEWAY_LIMIT_REPEATS',
    unit: 'fields',
    min: 1,
    max: 100_000,
    default: 250,
    doc: 'The largest number of fields with one response name in one selection set of a GraphQL document.',
  }),
  maxSize: wholeNumber({
    name: 'SECRETS_GATEWAY_LIMIT_SIZE',
    unit: 'parts',
    min: 100,
    max: 1_000_000,
    default: 20_000,
    doc: 'The largest GraphQL document in fields, spreads, variables, arguments, directives and values, with each fragment counted where it is used.',
  }),
  maxCost: wholeNumber({
    name: 'SECRETS_GATEWAY_LIMIT_COST',
    unit: 'fields',
    min: 100,
    max: 10_000_000,
    default: 20_000,
    doc: 'The largest number of fields that a GraphQL operation can resolve, multiplied by page sizes.',
  }),
} satisfies Record<string, Setting<number>>;

const RATE_POINTS = wholeNumber({
  name: 'SECRETS_GATEWAY_RATE_LIMIT_POINTS',
  unit: 'points',
  min: 1,
  max: 10_000_000,
  default: 6_000,
  doc: 'How many points each principal and each address may use in a window. An operation or request uses one point, and each further root field another.',
});

/** How much a caller may ask for in a window of time. */
export const RATE_SETTINGS = {
  rateLimit: onOff({ name: 'SECRETS_GATEWAY_RATE_LIMIT', default: true, doc: 'Limit the rate of requests.' }),
  ratePoints: RATE_POINTS,
  rateSeconds: wholeNumber({
    name: 'SECRETS_GATEWAY_RATE_LIMIT_SECONDS',
    unit: 'seconds',
    min: 1,
    max: 86_400,
    default: 60,
    doc: 'The length of a window.',
  }),
  rateFailurePoints: wholeNumber({
    name: 'SECRETS_GATEWAY_RATE_LIMIT_FAILURE_POINTS',
    unit: 'points',
    min: 0,
    max: 1_000_000,
    default: 20,
    doc: 'The points that a failed request uses in addition: no or insufficient permissions, a malformed request, or an exceeded limit.',
  }),
  rateTrustedRanges: trustedRanges('SECRETS_GATEWAY_RATE_LIMIT_TRUSTED_RANGES'),
} satisfies Record<string, Setting<unknown>>;

function trustedRanges(name: SettingName): Setting<readonly string[] | 'loopback'> {
  return setting<readonly string[] | 'loopback'>(
    {
      name,
      unit: 'ranges',
      // An operator who sets the points expects them to count.
      default: (environment) =>
        isLoopbackHost(GATEWAY_SETTINGS.host.read(environment)) && !textOf(environment, RATE_POINTS.name)
          ? 'loopback'
          : [],
      defaultText: '`loopback` for loopback, otherwise `none`; `none` with SECRETS_GATEWAY_RATE_LIMIT_POINTS',
      doc: 'Addresses whose requests are not counted, such as those of a federation gateway. `loopback` is this machine, except for requests that came through a proxy.',
    },
    (given) => {
      if (given === 'loopback') return given;
      return given === 'none' ? [] : parseAddressRanges(given, name);
    },
  );
}
