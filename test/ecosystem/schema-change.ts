import { type Change, CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';

/**
 * The changes between two schemas that break clients and that the changelog does not own up to.
 *
 * A breaking change is owned up to by its path in backticks (`Query.secret`, `Secret.note`, a type's name) in the section
 * "Breaking" of the changelog's "Unreleased".
 */
export async function unannouncedChanges(
  released: string,
  current: string,
  changelog: string,
): Promise<readonly string[]> {
  const changes: readonly Change[] = await diff(buildSchema(released), buildSchema(current));
  const announced = breakingSection(changelog);
  return changes
    .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
    .filter(({ path }) => path === undefined || !announced.includes(`\`${path}\``))
    .map(({ path, message }) => `${path}: ${message}`);
}

function breakingSection(changelog: string): string {
  const unreleased = changelog.split(/^## /m).find((section) => section.startsWith('Unreleased')) ?? '';
  return unreleased.split(/^### /m).find((section) => section.startsWith('Breaking')) ?? '';
}
