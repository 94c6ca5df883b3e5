import { prefixOf } from '../core/id';
import type { Principal } from '../core/principal';
import type { Services } from '../services/services';

/** Finds the organization that a request is about; undefined if there is none. Does not check who may know about it. */
export type Subject = (
  path: Readonly<Record<string, unknown>>,
  principal: Principal,
  services: Services,
) => Promise<string | undefined>;

/** The organization whose id is this path parameter. */
export function organizationById(parameter: string): Subject {
  return async (path, _, services) => {
    const id = textOf(path, parameter);
    if (prefixOf(id) !== 'org') return undefined;
    return (await services.directory.organizationOf([id])).get(id);
  };
}

const SLUG = /^[A-Za-z0-9-]{1,39}$/;

/** The organization whose slug is this path parameter, in any case. */
export function organizationBySlug(parameter: string): Subject {
  return (path, _, services) => organizationIdOfSlug(services, textOf(path, parameter));
}

/** The id of the organization with this slug, in any case. Accepts any text. */
export async function organizationIdOfSlug(services: Services, slug: string): Promise<string | undefined> {
  return SLUG.test(slug) ? services.directory.organizationIdOfSlug(slug) : undefined;
}

/** The organization of the repository whose number is this path parameter. */
export function organizationOfRepository(parameter: string): Subject {
  return async (path, _, services) => {
    const number = textOf(path, parameter);
    return /^\d{1,10}$/.test(number)
      ? services.repositoryQueries.organizationIdOfNumber(Number(number))
      : undefined;
  };
}

/** The organization that the token belongs to. For users who sign in: the only organization they belong to. */
export const homeOrganization: Subject = async (_, { homeOrganizationId, grants }) => {
  const [only] = grants.keys();
  return homeOrganizationId ?? (grants.size === 1 ? only : undefined);
};

function textOf(path: Readonly<Record<string, unknown>>, parameter: string): string {
  return String(path[parameter] ?? '');
}
