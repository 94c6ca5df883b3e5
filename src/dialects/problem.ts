import type { Violation } from '../core/errors';
import type { ErrorReply } from '../http/error-reply';

/** Where a request has a field. */
export type Place = 'body' | 'query' | 'path';

/** One broken rule of a request, by the vendor's own field names. Never holds submitted text. */
export interface Problem {
  readonly place: Place;
  /** The field, and within it names and positions: `['selected_repository_ids', 0]`. Empty for the place as a whole. */
  readonly field: readonly (string | number)[];
  readonly rule: string;
  readonly message: string;
}

/** Where the request has what a service calls by another name: `{ name: 'body.key' }`. */
export type FieldNames = Readonly<Record<string, string>>;

/** The broken rules of an error that is about what was submitted; none for every other error. */
export function problemsOf(reply: ErrorReply, fields: FieldNames): readonly Problem[] {
  return violationsOf(reply).map((violation) => problemOf(violation, fields));
}

function violationsOf({ code, message, path, violations }: ErrorReply): readonly Violation[] {
  if (violations !== undefined) return violations;
  if (code === 'CONFLICT') return path === undefined ? [] : [{ path, rule: 'conflict', message }];
  if (code === 'KEY_UNAVAILABLE') return [{ path: 'sealedValue.keyId', rule: 'key', message }];
  if (code === 'LIMIT_EXCEEDED') return [{ path: 'body', rule: 'limit', message }];
  return code === 'BAD_REQUEST' ? [{ path: 'body', rule: 'json', message }] : [];
}

const PLACED = /^(body|query|path)(?:\.(.+))?$/;

function problemOf({ path, rule, message }: Violation, fields: FieldNames): Problem {
  const placed = PLACED.exec(path) ?? PLACED.exec(fields[path] ?? 'body');
  return {
    place: (placed?.[1] ?? 'body') as Place,
    field: (placed?.[2]?.split('.') ?? []).map((part) => (/^\d+$/.test(part) ? Number(part) : part)),
    rule,
    message,
  };
}

/** True for an error that the vendors answer with 422. */
export function isInvalid({ code }: ErrorReply): boolean {
  return code === 'BAD_USER_INPUT' || code === 'LIMIT_EXCEEDED' || code === 'KEY_UNAVAILABLE';
}

/** All problems in one line for people. */
export function summaryOf(problems: readonly Problem[]): string {
  return problems.map(({ field, place, message }) => `${field.join('.') || place}: ${message}`).join(' ');
}

/** The types that FastAPI's validation gives the same rules. */
const DETAIL_TYPES: Readonly<Record<string, string>> = {
  required: 'missing',
  minLength: 'string_too_short',
  maxLength: 'string_too_long',
  length: 'value_error',
  pattern: 'string_pattern_mismatch',
  enum: 'literal_error',
  minimum: 'greater_than_equal',
  maximum: 'less_than_equal',
  json: 'json_invalid',
  string: 'string_type',
  integer: 'int_type',
  boolean: 'bool_type',
  array: 'list_type',
  object: 'model_type',
};

/** An entry of `detail` in the 422 of a FastAPI server: `{loc, msg, type}`, without the submitted input. */
export function detailOf({ place, field, rule, message }: Problem): {
  loc: (string | number)[];
  msg: string;
  type: string;
} {
  return { loc: [place, ...field], msg: message, type: DETAIL_TYPES[rule] ?? 'value_error' };
}

/** OpenAPI of {@link detailOf} in a list. */
export const DETAIL_SCHEMA = {
  type: 'array',
  title: 'Detail',
  items: {
    type: 'object',
    title: 'ValidationError',
    properties: {
      loc: { type: 'array', title: 'Location', items: { type: ['string', 'integer'] } },
      msg: { type: 'string', title: 'Message' },
      type: { type: 'string', title: 'Error Type' },
    },
    required: ['loc', 'msg', 'type'],
  },
} as const;
