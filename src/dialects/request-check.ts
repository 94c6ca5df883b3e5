import type { ErrorObject, ValidateFunction } from 'ajv';
import { BadUserInput, type Violation } from '../core/errors';
import type { RequestPart } from './problem';
import type { JsonSchema } from './route';
import { compileValidator } from './schema-compiler';

/** An error reports at most this many broken rules. */
const MAX_VIOLATIONS = 20;
const INTEGER = /^-?(?:0|[1-9]\d{0,14})$/;

/** Checks a part of a request and fills in its defaults. The error holds paths, rules and our own sentences. */
export type Check = (given: unknown) => { readonly value: unknown } | { readonly error: BadUserInput };

/**
 * The check of one part of a request against its schema. The schema is compiled for the first request.
 *
 * Bodies are strict: no type is converted to another. Paths and queries are text, so there a field that the schema calls
 * an integer is read from decimal digits. A query parameter that occurs twice is a list and has the wrong type.
 */
export function checkOf(schema: JsonSchema, part: RequestPart): Check {
  let validate: ValidateFunction | undefined;
  const integers = Object.entries((schema.properties ?? {}) as Record<string, { readonly type?: unknown }>)
    .filter(([, { type }]) => type === 'integer')
    .map(([name]) => name);
  const nullable = nullableFields(schema);
  return (given) => {
    const value =
      part === 'body'
        ? withoutNulls(given, nullable)
        : withIntegers(part === 'query' ? withoutEmpty(given as Fields) : (given as Fields), integers);
    validate ??= compileValidator(schema);
    if (validate(value)) return { value };
    return {
      error: new BadUserInput((validate.errors ?? []).slice(0, MAX_VIOLATIONS).map(violationIn(part))),
    };
  };
}

type Fields = Readonly<Record<string, unknown>>;

/** A query parameter without text is one that was left out: clients write them for values that they do not have. */
function withoutEmpty(given: Fields): Fields {
  return Object.fromEntries(Object.entries(given).filter(([, text]) => text !== ''));
}

/** What null stands for in each field that the schema gives no null: nothing, or the empty list. */
function nullableFields({
  properties = {},
  required = [],
}: JsonSchema): ReadonlyMap<string, 'absent' | 'list'> {
  const fields = Object.entries(properties as Record<string, { readonly type?: unknown }>).flatMap(
    ([name, { type }]): [string, 'absent' | 'list'][] => {
      if ([type].flat().includes('null')) return [];
      if (!(required as readonly string[]).includes(name)) return [[name, 'absent']];
      return type === 'array' ? [[name, 'list']] : [];
    },
  );
  return new Map(fields);
}

/** Typed clients send null for a list that is empty and for a field that has no value. */
function withoutNulls(given: unknown, fields: ReadonlyMap<string, 'absent' | 'list'>): unknown {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return given;
  const body = given as Record<string, unknown>;
  for (const [name, meaning] of fields) {
    if (!Object.hasOwn(body, name) || body[name] !== null) continue;
    if (meaning === 'list') body[name] = [];
    else delete body[name];
  }
  return body;
}

function withIntegers(given: Readonly<Record<string, unknown>>, names: readonly string[]): unknown {
  const read = { ...given };
  for (const name of names) {
    const text = read[name];
    if (typeof text === 'string' && INTEGER.test(text)) read[name] = Number(text);
  }
  return read;
}

function violationIn(part: RequestPart) {
  return ({ instancePath, keyword, params }: ErrorObject): Violation => {
    // The path holds only names from the schema, because the validator looks only into fields of the schema.
    const parts = instancePath.split('/').slice(1);
    const missing: unknown = keyword === 'required' ? params.missingProperty : undefined;
    if (typeof missing === 'string') parts.push(missing);
    const rule = keyword === 'type' ? expectedType(params) : keyword;
    return { path: [part, ...parts].join('.'), rule, message: sentenceOf(rule, params) };
  };
}

function expectedType(params: Readonly<Record<string, unknown>>): string {
  const types = [params.type].flat().filter((type) => type !== 'null');
  return String(types[0]);
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'Give a string.',
  integer: 'Give a whole number.',
  boolean: 'Give true or false.',
  array: 'Give a list.',
  object: 'Give an object.',
};

/** Our own sentence for a rule. The parameters come from the schema, never from the request. */
function sentenceOf(rule: string, params: Readonly<Record<string, unknown>>): string {
  const limit = String(params.limit);
  switch (rule) {
    case 'required':
      return 'This field is required.';
    case 'minLength':
      return `Give at least ${limit} character${limit === '1' ? '' : 's'}.`;
    case 'maxLength':
      return `Give at most ${limit} characters.`;
    case 'minimum':
      return `Give ${limit} or more.`;
    case 'maximum':
      return `Give ${limit} or less.`;
    case 'maxItems':
      return `Give at most ${limit} of them.`;
    case 'pattern':
      return 'This text does not have the form that the field needs.';
    case 'enum':
      return `Give one of: ${(params.allowedValues as readonly string[]).join(', ')}.`;
    default:
      return TYPES[rule] ?? 'This breaks a rule of the field.';
  }
}
