import type { Permission } from '../../core/permission';
import { flag, id, reference, text, time, wordList } from '../sql/column';
import { table } from '../sql/table';

/** A role, with the permissions it grants; what they imply is not added. */
export const ROLE = table(
  'role',
  {
    id: id(),
    organizationId: reference('organization'),
    name: text(),
    nameFolded: text(),
    permissions: wordList<Permission>(),
    isBuiltIn: flag(),
    createdAt: time(),
    updatedAt: time(),
  },
  {
    idPrefix: 'role',
    constant: ['id', 'organizationId', 'isBuiltIn', 'createdAt'],
    uniques: { role_name_unique: ['organizationId', 'nameFolded'] },
  },
);
