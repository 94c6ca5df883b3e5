import { checkOf } from '../../src/dialects/request-check';
import type { JsonSchema } from '../../src/dialects/route';
import { loadSchemaCompilers, replyTextOf } from '../../src/dialects/schema-compiler';
import { DIALECTS } from '../../src/gateway-dialects';

const ROUTES = DIALECTS.flatMap(({ name, routes }) =>
  routes.map((route) => [`${name} ${route.operationId}`, route] as const),
);
beforeAll(loadSchemaCompilers);

/** Compiles a schema and uses it once. The result does not matter. */
const use = (schema: JsonSchema) => checkOf(schema, 'body')({});
const write = (schema: JsonSchema) => {
  try {
    return replyTextOf(schema)({});
  } catch (error) {
    // A required field is missing, so the schema itself was compiled.
    if (/is required!$/.test((error as Error).message)) return '';
    throw error;
  }
};

// A schema is compiled when it is first used, so a start does not notice a wrong one.
describe('the schemas of a route can be compiled:', () => {
  it.each(ROUTES)('%s', (_, { path, query, body, replies }) => {
    for (const schema of [path, query, body]) {
      if (schema !== undefined) expect(() => use(schema)).not.toThrow();
    }
    expect(Object.keys(replies)).not.toEqual([]);
    for (const schema of Object.values(replies)) expect(() => write(schema)).not.toThrow();
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
