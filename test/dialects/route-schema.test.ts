import { replyTextOf } from '../../src/dialects/reply-text';
import { checkOf } from '../../src/dialects/request-check';
import type { JsonSchema } from '../../src/dialects/route';
import { DIALECTS } from '../../src/gateway-dialects';

const ROUTES = DIALECTS.flatMap(({ name, routes }) =>
  routes.map((route) => [`${name} ${route.operationId}`, route] as const),
);
/** What a schema makes of an empty value: all that matters here is that it can be used at all. */
const use = (schema: JsonSchema) => checkOf(schema, 'body')({});
const write = (schema: JsonSchema) => {
  try {
    return replyTextOf(schema)({});
  } catch (error) {
    // A field that the schema requires and that is not there: the schema itself was read.
    if (/is required!$/.test((error as Error).message)) return '';
    throw error;
  }
};

// They are compiled when they are used first, so that no start tells of one that cannot be.
describe('the schemas of a route can be compiled:', () => {
  it.each(ROUTES)('%s', (_, { path, query, body, replies }) => {
    for (const schema of [path, query, body]) if (schema !== undefined) use(schema);
    for (const schema of Object.values(replies)) write(schema);
  });

  it('which one with a mistake cannot', () => {
    expect(() => use({ type: 'strnig' })).toThrow();
    expect(() => write({ type: 'strnig' })).toThrow();
  });
});

it('a reply has what its schema has and nothing else', () => {
  const text = replyTextOf({ type: 'object', properties: { id: { type: 'string' } } });
  expect(text({ id: 'one', value: 'plain' })).toBe('{"id":"one"}');
  expect(text({ id: 'two' })).toBe('{"id":"two"}');
});
