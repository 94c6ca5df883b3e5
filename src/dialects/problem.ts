import type { Violation } from '../core/errors';
import type { ErrorReply } from '../http/error-reply';

/** The part of a request that a field belongs to. */
export type RequestPart = 'body' | 'query' | 'path';

/** A rule that a request breaks, with the field names of the vendor. Never holds submitted text. */
export interface Problem {
  readonly part: RequestPart;
  /** The path to the field, of names and list positions: `['selected_repository_ids', 0]`. Empty for the whole part. */
  readonly field: readonly (string | number)[];
  readonly rule: string;
  readonly message: string;
}

/** The path in the request for each field name of a service: `{ name: 'body.key' }`. */
export type FieldNames = Readonly<Record<string, string>>;

/** The rules that the request breaks. Empty for an error with any other cause. */
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

const FIELD_PATH = /^(body|query|path)(?:\.(.+))?$/;

function problemOf({ path, rule, message }: Violation, fields: FieldNames): Problem {
  const found = FIELD_PATH.exec(path) ?? FIELD_PATH.exec(fields[path] ?? 'body');
  return {
    part: (found?.[1] ?? 'body') as RequestPart,
    field: (found?.[2]?.split('.') ?? []).map((name) => (/^\d+$/.test(name) ? Number(name) : name)),
    rule,
    message,
  };
}

/** Whether the vendors answer this error with 422. */
export function isInvalid({ code }: ErrorReply): boolean {
  return code === 'BAD_USER_INPUT' || code === 'LIMIT_EXCEEDED' || code === 'KEY_UNAVAILABLE';
}

/** All problems as one line of text. */
export function summaryOf(problems: readonly Problem[]): string {
  return problems.map(({ field, part, message }) => `${field.join('.') || part}: ${message}`).join(' ');
}

/** The names of our rules in the validation errors of FastAPI. */
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

/** An entry of `detail` in the 422 response of a FastAPI server: `{loc, msg, type}`, without the submitted input. */
export function detailOf({ part, field, rule, message }: Problem): {
  loc: (string | number)[];
  msg: string;
  type: string;
} {
  return { loc: [part, ...field], msg: message, type: DETAIL_TYPES[rule] ?? 'value_error' };
}

/** The OpenAPI schema of a list of {@link detailOf}. */
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
