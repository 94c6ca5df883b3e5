/** What is said for Apollo's own codes; its texts can quote the request. Validation and syntax are not here. */
const BY_CODE: Readonly<Record<string, string>> = {
  OPERATION_RESOLUTION_FAILURE: 'Name one of the operations of the document as "operationName".',
  BAD_USER_INPUT: 'A variable does not fit its type.',
  // Clients of Apollo know persisted queries to be off by exactly these texts.
  PERSISTED_QUERY_NOT_SUPPORTED: 'PersistedQueryNotSupported',
  PERSISTED_QUERY_NOT_FOUND: 'PersistedQueryNotFound',
};

const BAD_REQUEST =
  'This is not a GraphQL request over HTTP: send a JSON object with "query" and "variables".';

/** What is said for a BAD_REQUEST of Apollo, by what its text is about. */
const BAD_REQUESTS: readonly (readonly [RegExp, string])[] = [
  [
    /^This operation has been blocked as a potential Cross-Site Request Forgery/,
    'Send the content type application/json, or the header apollo-require-preflight: a browser then asks before it sends.',
  ],
  [/^Operation batching disabled/, 'Send one operation a request; a list of operations is not accepted.'],
  [/^POST body missing/, BAD_REQUEST],
  [/^GraphQL operations must contain a non-empty/, 'The request has no "query".'],
  [/^GraphQL queries must be strings/, '"query" is a string.'],
  [/^`variables` in a POST body/, '"variables" is an object.'],
  [/^`extensions` in a POST body/, '"extensions" is an object.'],
  [/^`operationName` in a POST body/, '"operationName" is a string.'],
  [/^GET requests only support query operations/, 'GET runs queries only; send mutations with POST.'],
  [/^GET requests may not have a content-type/, 'A GET request has no content type but application/json.'],
  [/^The '\w+' search parameter may only be specified once/, 'A search parameter is given twice.'],
  [
    /^The \w+ search parameter (?:contains|should)/,
    'The search parameters "variables" and "extensions" are JSON objects.',
  ],
  [/^Apollo Server supports only GET\/POST/, 'Use GET or POST.'],
  [/^An 'accept' header was provided|multipart\/mixed/, 'The accept header must allow application/json.'],
];

/** The constant text for an error with one of Apollo's codes; undefined for any other code. */
export function apolloMessage(code: unknown, message: string): string | undefined {
  if (code === 'BAD_REQUEST')
    return BAD_REQUESTS.find(([pattern]) => pattern.test(message))?.[1] ?? BAD_REQUEST;
  return typeof code === 'string' && Object.hasOwn(BY_CODE, code) ? BY_CODE[code] : undefined;
}
