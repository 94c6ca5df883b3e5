import { readFileSync } from 'node:fs';
import { type Example, parseExamples } from './examples';

/** The operations of `schema/examples.graphql`, each with example variables. */
export function readExamples(file: string): readonly Example[] {
  return parseExamples(readFileSync(file, 'utf8'));
}
