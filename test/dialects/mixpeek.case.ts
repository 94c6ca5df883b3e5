import { type DialectCase, isDetail, isText, locs } from './dialect.case';
import type { Request } from './dialect.fixture';

const MIXPEEK = '/v1/organizations/secrets';

export const mixpeek: DialectCase = {
  name: 'mixpeek',
  refersBy: 'NAME',
  namesOrganization: false,
  listedFields: 'name',
  access: 'ORGANIZATION',
  created: 201,
  taken: 409,
  updated: 200,
  deleted: 200,
  malformed: 400,
  create: async (_, name, value, more) => ({
    method: 'POST',
    url: MIXPEEK,
    body: { secret_name: name, secret_value: value, ...more },
  }),
  refOf: (_, name) => encodeURIComponent(name),
  list: () => ({ method: 'GET', url: MIXPEEK }),
  read: ({ secrets, count }) => ({ names: secrets, total: count }),
  update: async (_, ref, value) => ({
    method: 'PUT',
    url: `${MIXPEEK}/${ref}`,
    body: { secret_value: value },
  }),
  remove: (_, ref) => ({ method: 'DELETE', url: `${MIXPEEK}/${ref}` }),
  isError: ({ success, status: told, error, detail }, status) =>
    success === false &&
    told === status &&
    isText(error.message) &&
    /^[A-Za-z]+Error$/.test(error.type) &&
    (status !== 422 || isDetail(detail)),
  fieldsOf: ({ detail }) => locs(detail),
  wrong: () => {
    const create = (body: object): Request => ({
      method: 'POST',
      url: MIXPEEK,
      body: { secret_name: 'k', secret_value: 'v', ...body },
    });
    return [
      ['an empty name', create({ secret_name: '' }), 'body.secret_name'],
      ['a name of 101 characters', create({ secret_name: 'k'.repeat(101) }), 'body.secret_name'],
      ['a name that paths cannot hold', create({ secret_name: '..' }), 'body.secret_name'],
      ['a missing value', create({ secret_value: undefined }), 'body.secret_value'],
      ['an object for a value', create({ secret_value: { v: 1 } }), 'body.secret_value'],
      ['an empty value', create({ secret_value: '' }), 'body.secret_value'],
      ['64 KB and a byte', create({ secret_value: 'v'.repeat(64 * 1024 + 1) }), 'body.secret_value'],
      ['a list for a body', { method: 'POST', url: MIXPEEK, body: [] }, 'body'],
    ];
  },
  paging: undefined,
};
