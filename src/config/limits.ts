import { isLoopbackHost } from '../core/address-range';
import { addressRanges, ConfigError, type Setting, setting, wholeNumber } from './setting';

/** What one GraphQL operation may ask for. */
export const LIMIT_SETTINGS = {
  maxTokens: setting(
    'LIMIT_TOKENS',
    'tokens',
    '5000',
    'Largest GraphQL document, in lexical tokens.',
    wholeNumber('LIMIT_TOKENS', 100, 100_000, 5_000),
  ),
  maxDepth: setting(
    'LIMIT_DEPTH',
    'levels',
    '15',
    'Deepest selection of a GraphQL operation.',
    wholeNumber('LIMIT_DEPTH', 3, 100, 15),
  ),
  maxAliases: setting(
    'LIMIT_ALIASES',
    'aliases',
    '50',
    'Most aliases in a GraphQL operation.',
    wholeNumber('LIMIT_ALIASES', 0, 10_000, 50),
  ),
  maxDirectives: setting(
    'LIMIT_DIRECTIVES',
    'directives',
    '50',
    'Most directives in a GraphQL operation.',
    wholeNumber('LIMIT_DIRECTIVES', 0, 10_000, 50),
  ),
  maxRootFields: setting(
    'LIMIT_ROOT_FIELDS',
    'fields',
    '20',
    'Most root fields of a GraphQL operation.',
    wholeNumber('LIMIT_ROOT_FIELDS', 1, 1_000, 20),
  ),
  maxCost: setting(
    'LIMIT_COST',
    'fields',
    '20000',
    'Most fields a GraphQL operation can resolve, page sizes multiplied in.',
    wholeNumber('LIMIT_COST', 100, 10_000_000, 20_000),
  ),
} satisfies Record<string, Setting<number>>;

/** How much a caller may ask for in a while. */
export const RATE_SETTINGS = {
  rateLimit: setting('RATE_LIMIT', 'on or off', 'on', 'Whether rates are limited at all.', (text) => {
    if (text !== undefined && text !== 'on' && text !== 'off')
      throw new ConfigError('RATE_LIMIT', 'give on or off');
    return text !== 'off';
  }),
  ratePoints: setting(
    'RATE_LIMIT_POINTS',
    'points',
    '6000',
    'What a principal, and what an address, may use in a window: an operation or request is a point, each further root field another.',
    wholeNumber('RATE_LIMIT_POINTS', 1, 10_000_000, 6_000),
  ),
  rateSeconds: setting(
    'RATE_LIMIT_SECONDS',
    'seconds',
    '60',
    'Length of such a window.',
    wholeNumber('RATE_LIMIT_SECONDS', 1, 86_400, 60),
  ),
  rateFailurePoints: setting(
    'RATE_LIMIT_FAILURE_POINTS',
    'points',
    '20',
    'What a failure costs besides: no or not enough rights, a malformed request, a limit passed.',
    wholeNumber('RATE_LIMIT_FAILURE_POINTS', 0, 1_000_000, 20),
  ),
  rateTrustedRanges: setting(
    'RATE_LIMIT_TRUSTED_RANGES',
    'ranges',
    '`loopback` for loopback, otherwise `none`; `none` with RATE_LIMIT_POINTS',
    'Addresses whose requests are not counted, such as those of a federation gateway; `loopback` is this machine, unless a proxy shows in the request.',
    (text, environment): readonly string[] | 'loopback' => {
      if (text === 'loopback' || text === 'none') return text === 'none' ? [] : text;
      if (text !== undefined) return addressRanges('RATE_LIMIT_TRUSTED_RANGES')(text);
      // Who sets the points by name wants to see them count.
      return isLoopbackHost(environment.HOST || '127.0.0.1') && !environment.RATE_LIMIT_POINTS
        ? 'loopback'
        : [];
    },
  ),
} satisfies Record<string, Setting<unknown>>;
