import { devinDialect } from './dialects/devin/devin.dialect';
import type { Dialect } from './dialects/dialect';
import { githubDialect } from './dialects/github/github.dialect';
import { mixpeekDialect } from './dialects/mixpeek/mixpeek.dialect';
import { primeIntellectDialect } from './dialects/prime-intellect/prime-intellect.dialect';

/** The dialects that the gateway serves. GraphQL has a field for each, made from its name. */
export const DIALECTS: readonly Dialect[] = [
  devinDialect,
  primeIntellectDialect,
  mixpeekDialect,
  githubDialect,
];
