import { BadUserInput, type Violation } from '../../core/errors';
import { overridesMethod } from '../../core/use-policy-header';
import { type Destination, destinationOf } from './injection-destination';
import { checkedHeaders, type HeaderField, isHeaderName } from './injection-header';
import { templateSyntax } from './injection-template';

/** A value as credentials, as in Mixpeek's `api_call`. `secretRef` is the name of a secret. */
export type InjectionAuth = { readonly secretRef: string } & (
  | { readonly type: 'bearer' }
  | { readonly type: 'basic' }
  | { readonly type: 'cookie' }
  /** `key` is the name of a header or of a query parameter. */
  | { readonly type: 'api_key'; readonly location: 'header' | 'query'; readonly key: string }
  | { readonly type: 'custom_header'; readonly key: string }
);

/** A request to put values into. Headers and body may contain `{{secrets.NAME}}`. */
export interface InjectionRequest {
  readonly destination: Destination;
  readonly method: string;
  /** With names in lower case, each once. */
  readonly headers: readonly HeaderField[];
  readonly body: string | undefined;
  readonly auth: InjectionAuth | undefined;
}

/** Limits of a request: lengths in characters, and the number of headers. */
const INJECTION_LIMITS = { body: 256 * 1024, headers: 64, headerText: 8192, reference: 255 } as const;

const FIELDS = ['url', 'method', 'headers', 'body', 'auth'];
const AUTH_FIELDS: Readonly<Record<InjectionAuth['type'], readonly string[]>> = {
  bearer: [],
  basic: [],
  cookie: [],
  api_key: ['location', 'key'],
  custom_header: ['key'],
};
const PARAMETER = /^[A-Za-z0-9._~[\]-]{1,100}$/;

/**
 * Reads the body of `POST /requests`: `{url, method, headers?, body?, auth?}`. `auth` is `{type, secret_ref}`, with
 * `location` (`header` or `query`) and `key` for `api_key`, and with `key` for `custom_header`. A `body` that is not
 * text is sent as JSON.
 *
 * @throws BadUserInput rules `type`, `required`, `unknown_field`, `length`, `format`, `forbidden`, those of {@link destinationOf}
 * and {@link checkedHeaders}. Paths give fields and positions, never the name of a header, which is submitted text.
 */
export function parseInjectionRequest(given: unknown): InjectionRequest {
  const fields = objectAt(given, 'body', 'The request is an object.');
  refuseUnknownFields(fields, FIELDS, '');
  const { url, method, headers, body, auth } = fields;
  const checked = {
    destination: destinationOf(textAt(url, 'url')),
    method: textAt(method ?? 'GET', 'method').toUpperCase(),
    auth: auth == null ? undefined : authOf(auth),
  };
  const isJson = body != null && typeof body !== 'string';
  const text = isJson ? JSON.stringify(body) : (body ?? undefined);
  if (text !== undefined && (checked.method === 'GET' || checked.method === 'HEAD')) {
    throw BadUserInput.at('body', 'format', 'A GET or HEAD request has no body.');
  }
  if (text !== undefined && text.length > INJECTION_LIMITS.body) {
    throw BadUserInput.at('body', 'length', `The body has at most ${INJECTION_LIMITS.body} characters.`);
  }
  const list = checkedHeaders(headerEntries(headers));
  const type = list.find(({ name }) => name === 'content-type')?.value;
  if (text !== undefined && templateSyntax(type) === 'form' && overridesMethod(text)) {
    throw BadUserInput.at('body', 'forbidden', 'The form has no parameter that changes the method.');
  }
  const isTyped = !isJson || type !== undefined;
  const jsonType: HeaderField = { name: 'content-type', value: 'application/json', path: 'body' };
  return { ...checked, body: text, headers: isTyped ? list : [...list, jsonType] };
}

function authOf(given: unknown): InjectionAuth {
  const fields = objectAt(given, 'auth', 'The auth is an object.');
  const type = textAt(fields.type, 'auth.type') as InjectionAuth['type'];
  const own = Object.hasOwn(AUTH_FIELDS, type) ? AUTH_FIELDS[type] : undefined;
  if (own === undefined) {
    const types = Object.keys(AUTH_FIELDS).join(', ');
    throw BadUserInput.at('auth.type', 'format', `The type is one of ${types}.`);
  }
  refuseUnknownFields(fields, ['type', 'secret_ref', ...own], 'auth.');
  const secretRef = textAt(fields.secret_ref, 'auth.secret_ref');
  if (secretRef === '' || secretRef.length > INJECTION_LIMITS.reference) {
    throw BadUserInput.at('auth.secret_ref', 'length', 'The name of a secret has 1 to 255 characters.');
  }
  if (type !== 'api_key' && type !== 'custom_header') return { type, secretRef };
  const key = textAt(fields.key, 'auth.key');
  if (type === 'custom_header') return { type, secretRef, key: namedHeader(key) };
  const location = textAt(fields.location ?? 'header', 'auth.location');
  if (location === 'header') return { type, secretRef, location, key: namedHeader(key) };
  if (location !== 'query')
    throw BadUserInput.at('auth.location', 'format', 'The location is header or query.');
  if (PARAMETER.test(key)) return { type, secretRef, location, key };
  throw BadUserInput.at('auth.key', 'format', 'A parameter has 1 to 100 letters, digits or - . _ ~ [ ].');
}

function namedHeader(key: string): string {
  if (isHeaderName(key)) return key.toLowerCase();
  throw BadUserInput.at('auth.key', 'format', 'The name of a header is a token of 1 to 100 characters.');
}

function headerEntries(given: unknown): readonly (readonly [string, string])[] {
  const entries = Object.entries(
    given == null ? {} : objectAt(given, 'headers', 'The headers are an object.'),
  );
  if (entries.length > INJECTION_LIMITS.headers) {
    throw BadUserInput.at('headers', 'length', `There are at most ${INJECTION_LIMITS.headers} headers.`);
  }
  const size = entries.reduce((sum, [name, value]) => sum + name.length + String(value).length, 0);
  if (size > INJECTION_LIMITS.headerText) {
    throw BadUserInput.at(
      'headers',
      'length',
      `Headers have at most ${INJECTION_LIMITS.headerText} characters.`,
    );
  }
  return entries.map(([name, value], index) => [name, textAt(value, `headers[${index}]`)]);
}

function objectAt(given: unknown, path: string, message: string): Readonly<Record<string, unknown>> {
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) {
    return given as Readonly<Record<string, unknown>>;
  }
  throw BadUserInput.at(path, 'type', message);
}

function textAt(given: unknown, path: string): string {
  if (typeof given === 'string' && given.isWellFormed()) return given;
  const rule = given == null ? 'required' : 'type';
  throw BadUserInput.at(path, rule, 'This is a text.');
}

function refuseUnknownFields(given: object, known: readonly string[], prefix: string): void {
  const violations = Object.keys(given).flatMap((name, index): Violation[] =>
    known.includes(name)
      ? []
      : [
          {
            path: `${prefix}[${index}]`,
            rule: 'unknown_field',
            message: `The fields are ${known.join(', ')}.`,
          },
        ],
  );
  if (violations.length > 0) throw new BadUserInput(violations);
}
