/** Our messages for Apollo's own codes, because its texts can quote the request. Not for validation and syntax. */
const BY_CODE: Readonly<Record<string, string>> = {
  OPERATION_RESOLUTION_FAILURE: 'Set "operationName" to the name of an operation in the document.',
  BAD_USER_INPUT: 'A variable does not fit its type.',
  // Clients of Apollo recognize by exactly these texts that persisted queries are off.
  PERSISTED_QUERY_NOT_SUPPORTED: 'PersistedQueryNotSupported',
  PERSISTED_QUERY_NOT_FOUND: 'PersistedQueryNotFound',
};

const BAD_REQUEST =
  'This is not a GraphQL request over HTTP: send a JSON object with "query" and "variables".';

/** Our messages for Apollo's BAD_REQUEST, by a pattern of its text. */
const BAD_REQUESTS: readonly (readonly [RegExp, string])[] = [
  [
    /^This operation has been blocked as a potential Cross-Site Request Forgery/,
    'Send the content type application/json or the header apollo-require-preflight, so that browsers send a preflight request first.',
  ],
  [
    /^Operation batching disabled/,
    'Send one operation in each request. A list of operations is not accepted.',
  ],
  [/^POST body missing/, BAD_REQUEST],
  [/^GraphQL operations must contain a non-empty/, 'The request has no "query".'],
  [/^GraphQL queries must be strings/, '"query" must be a string.'],
  [/^`variables` in a POST body/, '"variables" must be an object.'],
  [/^`extensions` in a POST body/, '"extensions" must be an object.'],
  [/^`operationName` in a POST body/, '"operationName" must be a string.'],
  [/^GET requests only support query operations/, 'GET runs queries only. Send mutations with POST.'],
  [
    /^GET requests may not have a content-type/,
    'A GET request must have no content type, or application/json.',
  ],
  [/^The '\w+' search parameter may only be specified once/, 'A search parameter is given twice.'],
  [
    /^The \w+ search parameter (?:contains|should)/,
    'The search parameters "variables" and "extensions" must be JSON objects.',
  ],
  [/^Apollo Server supports only GET\/POST/, 'Use GET or POST.'],
  [/^An 'accept' header was provided|multipart\/mixed/, 'The accept header must allow application/json.'],
];

/** Our constant message for an error of Apollo; undefined for a code that is not Apollo's. */
export function apolloMessage(code: unknown, message: string): string | undefined {
  if (code === 'BAD_REQUEST')
    return BAD_REQUESTS.find(([pattern]) => pattern.test(message))?.[1] ?? BAD_REQUEST;
  return typeof code === 'string' && Object.hasOwn(BY_CODE, code) ? BY_CODE[code] : undefined;
}
