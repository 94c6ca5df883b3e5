import { type DialectCase, isDetail, isText, locs } from './dialect.case';

export const devin: DialectCase = {
  name: 'devin',
  refersBy: 'ID',
  namesOrganization: true,
  listedFields: 'id name note isSensitive type access createdAt updatedAt',
  access: 'ORGANIZATION',
  created: 200,
  taken: 409,
  updated: undefined,
  deleted: 200,
  malformed: 422,
  create: async ({ organizationId }, key, value, more) => ({
    method: 'POST',
    url: `/v3/organizations/${organizationId}/secrets`,
    body: { type: 'key-value', key, value, ...more },
  }),
  refOf: ({ body }) => body.secret_id,
  list: ({ organizationId }, query = '') => ({
    method: 'GET',
    url: `/v3/organizations/${organizationId}/secrets${query}`,
  }),
  read: ({ items, total }) => ({ names: items.map(({ key }: { key: string }) => key), total }),
  remove: ({ organizationId }, ref) => ({
    method: 'DELETE',
    url: `/v3/organizations/${organizationId}/secrets/${ref}`,
  }),
  isError: ({ detail }, status) => (status === 422 ? isDetail(detail) : isText(detail)),
  fieldsOf: ({ detail }) => locs(detail),
  wrong: (where) => {
    const { url } = devin.list(where);
    const body = { type: 'key-value', key: 'K', value: 'v' };
    return [
      ['a missing key', { method: 'POST', url, body: { ...body, key: undefined } }, 'body.key'],
      ['a number for a value', { method: 'POST', url, body: { ...body, value: 1 } }, 'body.value'],
      ['an empty value', { method: 'POST', url, body: { ...body, value: '' } }, 'body.value'],
      ['an unknown type', { method: 'POST', url, body: { ...body, type: 'password' } }, 'body.type'],
      [
        'text for a flag',
        { method: 'POST', url, body: { ...body, is_sensitive: 'yes' } },
        'body.is_sensitive',
      ],
      [
        'a name with a control character',
        { method: 'POST', url, body: { ...body, key: 'a\u0000' } },
        'body.key',
      ],
      ['a long note', { method: 'POST', url, body: { ...body, note: 'n'.repeat(501) } }, 'body.note'],
      ['no cookie', { method: 'POST', url, body: { ...body, type: 'cookie', value: 'no' } }, 'body.value'],
      ['65 KB', { method: 'POST', url, body: { ...body, value: 'v'.repeat(64 * 1024 + 1) } }, 'body.value'],
      ['no body', { method: 'POST', url }, 'body'],
      ['first=0', devin.list(where, '?first=0'), 'query.first'],
      ['first=201', devin.list(where, '?first=201'), 'query.first'],
      ['first=1e2', devin.list(where, '?first=1e2'), 'query.first'],
      ['first twice', devin.list(where, '?first=1&first=2'), 'query.first'],
      ['after twice', devin.list(where, '?after=a&after=b'), 'query.after'],
      ['a forged cursor', devin.list(where, '?after=YWJjZGVmZ2hpamtsbW5vcA'), 'query.after'],
    ];
  },
  paging: (where, previous) => {
    if (previous === undefined) return devin.list(where, '?first=1');
    const { end_cursor, has_next_page } = previous.body;
    return has_next_page ? devin.list(where, `?first=1&after=${end_cursor}`) : undefined;
  },
};
