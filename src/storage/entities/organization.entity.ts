import { id, number, optional, text, time } from '../sql/column';
import { table } from '../sql/table';

/** An organization. */
export const ORGANIZATION = table(
  'organization',
  {
    id: id(),
    slug: text(),
    name: text(),
    createdAt: time(),
    updatedAt: time(),
    keepVersions: optional(number()),
    keepDays: optional(number()),
  },
  { idPrefix: 'org', constant: ['id', 'createdAt'], uniques: { organization_slug_unique: ['slug'] } },
);
