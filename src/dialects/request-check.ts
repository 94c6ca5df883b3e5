import type { Ajv, ErrorObject, ValidateFunction } from 'ajv';
import { BadUserInput, type Violation } from '../core/errors';
import type { Place } from './problem';
import type { JsonSchema } from './route';

/** More broken rules than a client can use are not told. */
const MOST_VIOLATIONS = 20;
const INTEGER = /^-?(?:0|[1-9]\d{0,14})$/;

let compiler: Ajv | undefined;

/** Checks one part of a request and gives it back with its defaults; `error` holds paths, rules and our own sentences. */
export type Check = (given: unknown) => { readonly value: unknown } | { readonly error: BadUserInput };

/**
 * The check of a part of a request by its schema, which is compiled, and the compiler loaded, when the first request is
 * checked: a start does not wait for routes that nobody calls.
 *
 * Bodies are strict: no type is turned into another. In paths and queries, where all is text, a field that the schema
 * calls an integer is read as one, in plain decimal digits; a parameter given twice is a list and so of the wrong type.
 */
export function checkOf(schema: JsonSchema, place: Place): Check {
  let validate: ValidateFunction | undefined;
  const integers = Object.entries((schema.properties ?? {}) as Record<string, { readonly type?: unknown }>)
    .filter(([, { type }]) => type === 'integer')
    .map(([name]) => name);
  return (given) => {
    const value = place === 'body' ? given : withIntegers(given as Record<string, unknown>, integers);
    validate ??= compiled(schema);
    if (validate(value)) return { value };
    return {
      error: new BadUserInput((validate.errors ?? []).slice(0, MOST_VIOLATIONS).map(violationAt(place))),
    };
  };
}

function compiled(schema: JsonSchema): ValidateFunction {
  if (compiler === undefined) {
    const { Ajv } = require('ajv') as typeof import('ajv');
    // Nothing of the submitted data gets into an error object, and none of the validator's own texts is used.
    compiler = new Ajv({
      allErrors: true,
      messages: false,
      verbose: false,
      useDefaults: true,
      ownProperties: true,
      strictTypes: false,
    });
  }
  return compiler.compile(schema);
}

function withIntegers(given: Readonly<Record<string, unknown>>, names: readonly string[]): unknown {
  const read = { ...given };
  for (const name of names) {
    const text = read[name];
    if (typeof text === 'string' && INTEGER.test(text)) read[name] = Number(text);
  }
  return read;
}

function violationAt(place: Place) {
  return ({ instancePath, keyword, params }: ErrorObject): Violation => {
    // Names in the path are those of the schema, because only its own properties are looked into.
    const parts = instancePath.split('/').slice(1);
    const missing: unknown = keyword === 'required' ? params.missingProperty : undefined;
    if (typeof missing === 'string') parts.push(missing);
    const rule = keyword === 'type' ? expectedType(params) : keyword;
    return { path: [place, ...parts].join('.'), rule, message: sentenceOf(rule, params) };
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

/** Our own sentence for a rule. The parameters are the schema's, never the data's. */
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
      return `Give text of the form ${String(params.pattern)}.`;
    case 'enum':
      return `Give one of: ${(params.allowedValues as readonly string[]).join(', ')}.`;
    default:
      return TYPES[rule] ?? 'This breaks a rule of the field.';
  }
}
