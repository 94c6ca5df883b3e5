import { type DialectCase, isDetail, isText } from './dialect.case';
import type { Request } from './dialect.fixture';

const PRIME = '/api/v1/secrets/';

export const primeIntellect: DialectCase = {
  name: 'primeIntellect',
  refersBy: 'ID',
  namesOrganization: false,
  listedFields: 'id name note isFile createdAt updatedAt',
  access: 'PERSONAL',
  created: 200,
  taken: 409,
  updated: 200,
  deleted: 200,
  malformed: 422,
  create: async (_, name, value, more) => ({ method: 'POST', url: PRIME, body: { name, value, ...more } }),
  refOf: ({ body }) => body.data.id,
  list: (_, query = '') => ({ method: 'GET', url: `${PRIME}${query}` }),
  read: ({ data, total_count }) => ({
    names: data.map(({ name }: { name: string }) => name),
    total: total_count,
  }),
  get: (_, ref) => ({ method: 'GET', url: `${PRIME}${ref}` }),
  update: async (_, ref, value) => ({ method: 'PATCH', url: `${PRIME}${ref}`, body: { value } }),
  remove: (_, ref) => ({ method: 'DELETE', url: `${PRIME}${ref}` }),
  isError: ({ errors, detail }, status) =>
    Array.isArray(errors) &&
    errors.length > 0 &&
    errors.every(({ param, details }) => isText(param) && isText(details)) &&
    (status === 422 ? isDetail(detail) : isText(detail)),
  fieldsOf: ({ errors }) => errors.map(({ param }: { param: string }) => param),
  wrong: () => {
    const create = (body: object): Request => ({
      method: 'POST',
      url: PRIME,
      body: { name: 'K', value: 'v', ...body },
    });
    return [
      ['a missing name', create({ name: undefined }), 'name'],
      ['a name in lower case', create({ name: 'api_key' }), 'name'],
      ['a name that begins with a digit', create({ name: '1KEY' }), 'name'],
      ['a name of 256 characters', create({ name: 'K'.repeat(256) }), 'name'],
      ['an empty value', create({ value: '' }), 'value'],
      ['null for a value', create({ value: null }), 'value'],
      ['a list for a value', create({ value: ['v'] }), 'value'],
      ['a long description', create({ description: 'd'.repeat(501) }), 'description'],
      ['text for a flag', create({ isFile: 'true' }), 'isFile'],
      ['a file that is not base64', create({ isFile: true, value: '%%%' }), 'value'],
      ['a file of 64 KB and a byte', create({ isFile: true, value: base64Of(64 * 1024 + 1) }), 'value'],
      ['no body', { method: 'POST', url: PRIME }, 'body'],
      ['offset=-1', { method: 'GET', url: `${PRIME}?offset=-1` }, 'offset'],
      ['limit=0', { method: 'GET', url: `${PRIME}?limit=0` }, 'limit'],
      ['limit twice', { method: 'GET', url: `${PRIME}?limit=1&limit=2` }, 'limit'],
      ['teamId twice', { method: 'GET', url: `${PRIME}?teamId=a&teamId=b` }, 'teamId'],
    ];
  },
  paging: (where, previous, index) =>
    previous?.body.data.length === 0 ? undefined : primeIntellect.list(where, `?limit=1&offset=${index}`),
};

function base64Of(bytes: number): string {
  return Buffer.alloc(bytes, 1).toString('base64');
}
