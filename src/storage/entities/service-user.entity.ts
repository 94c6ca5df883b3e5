import { flag, id, reference, text, time } from '../sql/column';
import { table } from '../sql/table';

/** A service user. */
export const SERVICE_USER = table(
  'service_user',
  {
    id: id(),
    organizationId: reference('organization'),
    name: text(),
    nameFolded: text(),
    mayCreateOrganizations: flag(),
    createdAt: time(),
    createdBy: reference(),
    updatedAt: time(),
  },
  {
    idPrefix: 'svc',
    constant: ['id', 'organizationId', 'createdAt', 'createdBy'],
    uniques: { service_user_name_unique: ['organizationId', 'nameFolded'] },
  },
);
