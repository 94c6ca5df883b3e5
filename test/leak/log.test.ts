import { inspect, types } from 'node:util';
import { errorCodes } from 'fastify';
import * as graphql from 'graphql';
import { DatabaseError } from 'pg';
import * as typeorm from 'typeorm';
import { errorOrigin, Log, reportIncident } from '../../src/log';
import { findCanary, newCanary } from '../support/canary';
import { CanaryWatch } from '../support/canary-watch';
import { THROWN } from './thrown-things';

type Construct = new (...given: unknown[]) => Error;

/** Every class of a library that makes errors. */
function errorClasses(library: object): [string, Construct][] {
  return Object.entries(library).filter(
    (entry): entry is [string, Construct] =>
      typeof entry[1] === 'function' && (entry[1] as Construct).prototype instanceof Error,
  );
}

/** Constructors differ in what they take; one of these fits each of them. */
function made(Kind: Construct, c: string): Error | undefined {
  const like = {
    name: c,
    message: c,
    code: c,
    tableName: c,
    propertyName: c,
    target: c,
    options: { type: c },
  };
  const lists: unknown[][] = [
    [c, c, c, c],
    [c, [c], new Error(c), c],
    [like, like, like, like],
    [[like], like, [like]],
    [() => c, c, c],
    [c, { nodes: [], extensions: { [c]: c }, originalError: new Error(c) }],
  ];
  for (const given of lists) {
    try {
      return Object.assign(new Kind(...given), {
        query: c,
        parameters: [c],
        detail: c,
        [c]: c,
        cause: new Error(c),
      });
    } catch {
      // Not what this constructor takes.
    }
  }
  return undefined;
}

const LIBRARIES: [string, object, number][] = [
  ['typeorm', typeorm, 50],
  ['pg', { DatabaseError }, 1],
  ['fastify', errorCodes, 60],
  ['graphql', { GraphQLError: graphql.GraphQLError }, 1],
  ['node', { AggregateError, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError }, 7],
];

let lines: string[] = [];
const log = new Log('debug', (line) => lines.push(line));
beforeEach(() => {
  lines = [];
});

describe.each(LIBRARIES)('an error of %s', (_library, library, atLeast) => {
  it('gives nothing of its message, properties or cause to the log, whatever its class', () => {
    const canary = newCanary();
    const errors = errorClasses(library).flatMap(([, Kind]) => made(Kind, canary.text) ?? []);
    for (const error of errors) reportIncident(log, error);

    expect(errors.length).toBeGreaterThanOrEqual(atLeast);
    expect(lines).toHaveLength(errors.length);
    new CanaryWatch(canary).add('log', lines.join('')).expectUnseen();
  });

  it('would give it to a log that takes errors as they are', () => {
    const canary = newCanary();
    const errors = errorClasses(library).flatMap(([, Kind]) => made(Kind, canary.text) ?? []);
    for (const error of errors) {
      expect(new CanaryWatch(canary).add('error', inspect(error)).sightings()).toHaveLength(1);
    }
  });
});

describe('an error that the sqlite3 driver or the JSON parser has made', () => {
  it('gives nothing of the statement or of the text to the log', async () => {
    const canary = newCanary();
    const { Database } = await import('sqlite3');
    const database = new Database(':memory:');
    const errors = [
      await new Promise<Error | null>((done) =>
        database.run(`SELECT '${canary.text}' FROM "${canary.text}"`, done),
      ),
      await new Promise<Error | null>((done) => database.exec(`${canary.text};`, done)),
      thrownBy(() => JSON.parse(`x${canary.text}`)),
      thrownBy(() => new URL(canary.text)),
      thrownBy(() => structuredClone({ [canary.text]: () => canary.text })),
      thrownBy(() => (undefined as never as Record<string, never>)[canary.text]),
    ];
    await new Promise((closed) => database.close(closed));
    for (const error of errors) reportIncident(log, error);

    expect(errors.filter(types.isNativeError).length).toBeGreaterThanOrEqual(5);
    new CanaryWatch(canary).add('log', lines.join('')).expectUnseen();
    // V8 quotes ten characters of what is not JSON, which is less than the search calls a sighting.
    const seen = errors.filter((error) => findCanary(inspect(error), canary).length > 0);
    expect(seen).toHaveLength(4);
  });
});

describe('whatever is thrown', () => {
  it.each(THROWN)('%s: its origin has neither text of it nor fails', (_title, make) => {
    const canary = newCanary();
    log.error('unexpected error', errorOrigin(make(canary.text)));

    expect(lines).toHaveLength(1);
    new CanaryWatch(canary).add('log', lines.join('')).expectUnseen();
  });

  it('the origin of an error is where it was thrown, in our files', () => {
    expect(errorOrigin(new TypeError('x'))).toEqual({
      errorCode: 'TypeError',
      errorAt: expect.stringMatching(/^log\.test\.ts:\d+/),
    });
  });
});

describe('a name with line ends and colours', () => {
  const HOSTILE = [
    '\r\n',
    '\n{"level":"error"}\n',
    '\u001b[2J\u001b[31m',
    '\u2028',
    '\u2029',
    '\u0085',
    '\u009b31m',
    '\u007f\u0008',
    '"}\n{"',
  ];

  it.each(HOSTILE)('is one line of JSON in the log: %j', (name) => {
    log.info('request answered', { operation: name, subjectId: name, action: name });
    const [line = ''] = lines;

    expect(lines).toHaveLength(1);
    expect(line.split(/\r\n|[\n\r\u2028\u2029\u0085]/)).toEqual([line.trimEnd(), '']);
    expect(line.slice(0, -1)).toMatch(/^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$/);
    expect(JSON.parse(line)).toMatchObject({ operation: name, subjectId: name, action: name });
  });

  it('fields that are not on the list, and objects in those that are, are dropped', () => {
    const canary = newCanary();
    const { text } = canary;
    log.error('unexpected error', {
      [text]: text,
      message: text,
      body: text,
      operation: { toJSON: () => text },
      status: [text],
      toJSON: () => text,
    } as never);

    expect(Object.keys(JSON.parse(lines[0] ?? ''))).toEqual(['at', 'level', 'event']);
    new CanaryWatch(canary).add('log', lines.join('')).expectUnseen();
  });

  it('the control: a line made by hand would be several', () => {
    for (const name of HOSTILE.slice(0, 2))
      expect(`{"operation":"${name}"}\n`.split('\n').length).toBeGreaterThan(2);
  });
});

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
