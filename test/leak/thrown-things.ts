import { GraphQLError } from 'graphql';

/** Something that code below can throw, with the canary in it. */
export type Thrown = readonly [title: string, make: (c: string) => unknown];

function namedClass(name: string): new (message: string) => Error {
  return { [name]: class extends Error {} }[name] as new (
    message: string,
  ) => Error;
}

function withStack(error: Error, stack: string): Error {
  error.stack = stack;
  return error;
}

/** Errors as they are thrown by code that thinks nothing of it, and by code that means harm. */
export const THROWN: readonly Thrown[] = [
  ['an error', (c) => new Error(c)],
  ['an error with a cause', (c) => new Error('failed', { cause: new TypeError(c) })],
  [
    'an error with a property',
    (c) => Object.assign(new Error('failed'), { query: `INSERT ${c}`, parameters: [c] }),
  ],
  ['an error with a name of a property', (c) => Object.assign(new Error('failed'), { [c]: true })],
  ['an error with a name', (c) => Object.assign(new Error('failed'), { name: c })],
  ['an error with a code', (c) => Object.assign(new Error('failed'), { code: c })],
  [
    'an error with a status',
    (c) => Object.assign(new Error(c), { statusCode: 200, status: 200, expose: true }),
  ],
  ['an error of a class of that name', (c) => new (namedClass(c))('failed')],
  ['an error whose class has letters only', (c) => new (namedClass(c.replace(/\d/g, 'x')))(c)],
  [
    'an error with a stack',
    (c) => withStack(new Error('failed'), `Error: failed\n    at ${c} (/srv/${c}.js:1:1)`),
  ],
  ['an error whose message imitates a frame', (c) => new Error(`failed\n    at ${c} (/srv/${c}.ts:1:1)`)],
  ['an error of many', (c) => new AggregateError([new Error(c), c], c)],
  [
    'an error that is suppressed',
    (c) => Object.assign(new Error('failed'), { suppressed: new Error(c), error: c }),
  ],
  [
    'an error in errors',
    (c) => Object.assign(new Error('failed'), { errors: [new Error(c)], originalError: new Error(c) }),
  ],
  ['a text', (c) => c],
  ['an object', (c) => ({ message: c, [c]: c, extensions: { code: c } })],
  ['a symbol', (c) => Symbol(c)],
  ['a function', (c) => Object.assign(() => c, { message: c })],
  ['nothing', () => undefined],
  ['null', () => null],
  ['an object that throws when it is looked at', (c) => trap(c)],
  [
    'an error whose message throws',
    (c) => Object.defineProperty(new Error('failed'), 'message', { get: () => fail(c) }),
  ],
  [
    'an error whose stack throws',
    (c) => Object.defineProperty(new Error('failed'), 'stack', { get: () => fail(c) }),
  ],
  ['a GraphQL error', (c) => new GraphQLError(c)],
  ['a GraphQL error with a code', (c) => new GraphQLError(c, { extensions: { code: c, [c]: c } })],
  [
    'a GraphQL error that says it is of a user',
    (c) => new GraphQLError(c, { extensions: { code: 'BAD_USER_INPUT', value: c } }),
  ],
  [
    'a GraphQL error that says it is of the document',
    (c) => new GraphQLError(`Unknown type "${c}".`, { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }),
  ],
  [
    'a GraphQL error that says it is of the request',
    (c) => new GraphQLError(c, { extensions: { code: 'BAD_REQUEST' } }),
  ],
  ['a GraphQL error that says it is safe', (c) => new GraphQLError(c, { extensions: { safe: true } })],
  [
    'a GraphQL error with headers',
    (c) => new GraphQLError(c, { extensions: { http: { status: 200, headers: new Map([['x-value', c]]) } } }),
  ],
  ['a GraphQL error with a path', (c) => new GraphQLError(c, { path: [c, c] })],
  [
    'a GraphQL error around another one',
    (c) => new GraphQLError(c, { originalError: new GraphQLError(c, { originalError: new Error(c) }) }),
  ],
];

function fail(message: string): never {
  throw new Error(message);
}

function trap(message: string): object {
  const throws = () => fail(message);
  return new Proxy(
    {},
    { get: throws, has: throws, getPrototypeOf: throws, ownKeys: throws, getOwnPropertyDescriptor: throws },
  );
}
