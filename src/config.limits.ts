import { type Setting, setting, wholeNumber } from './config.setting';

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
