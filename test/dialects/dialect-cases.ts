import { devin } from './devin.case';
import type { DialectCase } from './dialect.case';
import type { DialectWorld } from './dialect.fixture';
import { githubCase } from './github.case';
import { mixpeek } from './mixpeek.case';
import { primeIntellect } from './prime-intellect.case';

/** The case of every dialect, in the order of the gateway's list. */
export function dialectCases(world: () => DialectWorld): readonly DialectCase[] {
  return [devin, primeIntellect, mixpeek, githubCase(world)];
}
