import { flag, generatedNumber, reference, text, time } from '../sql/column';
import { table } from '../sql/table';

/** A repository. `databaseId` counts up and is never used twice. */
export const REPOSITORY = table(
  'repository',
  {
    databaseId: generatedNumber(),
    id: reference(),
    organizationId: reference('organization'),
    name: text(),
    nameFolded: text(),
    isPrivate: flag(),
    createdAt: time(),
    updatedAt: time(),
  },
  {
    idPrefix: 'repo',
    constant: ['databaseId', 'id', 'organizationId', 'createdAt'],
    uniques: { repository_id_unique: ['id'], repository_name_unique: ['organizationId', 'nameFolded'] },
  },
);
