import { prefixOf } from '../core/id';
import type { Principal } from '../core/principal';
import type { Services } from '../services/services';

/** Finds the id of the organization a request is about; undefined when there is none. It says nothing about who may know. */
export type Subject = (
  path: Readonly<Record<string, unknown>>,
  principal: Principal,
  services: Services,
) => Promise<string | undefined>;

/** The organization whose id is this part of the path. */
export function organizationById(parameter: string): Subject {
  return async (path, _, services) => {
    const id = textOf(path, parameter);
    if (prefixOf(id) !== 'org') return undefined;
    return (await services.directory.organizationOf([id])).get(id);
  };
}

const SLUG = /^[A-Za-z0-9-]{1,39}$/;

/** The organization whose slug is this part of the path, in any case. */
export function organizationBySlug(parameter: string): Subject {
  return (path, _, services) => organizationIdOfSlug(services, textOf(path, parameter));
}

/** The id of the organization with this slug, in any case; the slug may be any text. */
export async function organizationIdOfSlug(services: Services, slug: string): Promise<string | undefined> {
  return SLUG.test(slug) ? services.directory.organizationIdOfSlug(slug) : undefined;
}

/** The organization that has the repository whose number is this part of the path. */
export function organizationOfRepository(parameter: string): Subject {
  return async (path, _, services) => {
    const number = textOf(path, parameter);
    return /^\d{1,10}$/.test(number)
      ? services.repositoryQueries.organizationIdOfNumber(Number(number))
      : undefined;
  };
}

/** The token's own organization. A person who has none is asked about the only one that there is for it. */
export const homeOrganization: Subject = async (_, { homeOrganizationId, grants }) => {
  const [only] = grants.keys();
  return homeOrganizationId ?? (grants.size === 1 ? only : undefined);
};

function textOf(path: Readonly<Record<string, unknown>>, parameter: string): string {
  return String(path[parameter] ?? '');
}
