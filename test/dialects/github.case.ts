import { type DialectCase, isText } from './dialect.case';
import type { DialectWorld, Request, Where } from './dialect.fixture';

/** The only case that needs the gateway: values are sealed to its key first. */
export function githubCase(world: () => DialectWorld): DialectCase {
  const prefix = ({ slug }: Where) => `/orgs/${slug}/codespaces/secrets`;
  const put = async (where: Where, ref: string, value: string, more?: object): Promise<Request> => ({
    method: 'PUT',
    url: `${prefix(where)}/${ref}`,
    body: { visibility: 'all', ...(await world().seal(value)), ...more },
  });
  const github: DialectCase = {
    name: 'github',
    refersBy: 'NAME',
    namesOrganization: true,
    listedFields: 'name createdAt updatedAt visibility',
    access: 'ORGANIZATION',
    created: 201,
    taken: undefined,
    updated: 204,
    deleted: 204,
    malformed: 400,
    create: put,
    refOf: (_, name) => name,
    list: (where, query = '') => ({ method: 'GET', url: `${prefix(where)}${query}` }),
    read: ({ secrets, total_count }) => ({
      names: secrets.map(({ name }: { name: string }) => name),
      total: total_count,
    }),
    get: (where, ref) => ({ method: 'GET', url: `${prefix(where)}/${ref}` }),
    update: put,
    remove: (where, ref) => ({ method: 'DELETE', url: `${prefix(where)}/${ref}` }),
    isError: ({ message, documentation_url, status: told, errors }, status) =>
      isText(message) &&
      isText(documentation_url) &&
      told === String(status) &&
      (status !== 422 || errors.length > 0),
    fieldsOf: ({ errors }) => errors.map(({ field }: { field: string }) => field),
    wrong: (where) => {
      const url = `${prefix(where)}/WRONG`;
      const asked = (body: object, at = url): Request => ({ method: 'PUT', url: at, body });
      const box = 'A'.repeat(68);
      return [
        ['no visibility', asked({}), 'visibility'],
        ['an unknown visibility', asked({ visibility: 'public' }), 'visibility'],
        ['a new secret without a value', asked({ visibility: 'all' }), 'encrypted_value'],
        ['a value without a key', asked({ visibility: 'all', encrypted_value: box }), 'key_id'],
        ['an unknown key', asked({ visibility: 'all', encrypted_value: box, key_id: '1' }), 'key_id'],
        ['bad base64', asked({ visibility: 'all', encrypted_value: 'a_b', key_id: '1' }), 'encrypted_value'],
        [
          'a number for a value',
          asked({ visibility: 'all', encrypted_value: 5, key_id: '1' }),
          'encrypted_value',
        ],
        [
          'text for a repository',
          asked({ visibility: 'selected', selected_repository_ids: ['1'] }),
          'selected_repository_ids.0',
        ],
        ['a reserved name', asked({ visibility: 'all' }, `${prefix(where)}/GITHUB_KEY`), 'secret_name'],
        ['a name with a hyphen', asked({ visibility: 'all' }, `${prefix(where)}/my-key`), 'secret_name'],
        ['a name with a slash', asked({ visibility: 'all' }, `${prefix(where)}/a%2Fb`), 'secret_name'],
        ['per_page=0', github.list(where, '?per_page=0'), 'per_page'],
        ['page=0', github.list(where, '?page=0'), 'page'],
        ['page=-1', github.list(where, '?page=-1'), 'page'],
        ['page twice', github.list(where, '?page=1&page=2'), 'page'],
      ];
    },
    paging: (where, previous, index) =>
      previous === undefined || /rel="next"/.test(String(previous.headers.link))
        ? github.list(where, `?per_page=1&page=${index + 1}`)
        : undefined,
  };
  return github;
}
