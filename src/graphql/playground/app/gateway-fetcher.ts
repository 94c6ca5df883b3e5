import { Kind, parse } from 'graphql';

/** A GraphQL request as GraphiQL passes it. */
export interface GraphQLRequest {
  readonly query: string;
  readonly operationName?: string | null;
  readonly variables?: unknown;
}

/**
 * The name of the operation to run. GraphiQL reads the operation names of a document a moment after it changed, so right
 * after a change of tabs it still names one of the old tab. A document with one operation therefore runs that one, and
 * a name that the document lacks is dropped.
 */
function operationOf({ query, operationName }: GraphQLRequest): string | undefined {
  let names: (string | undefined)[];
  try {
    names = parse(query, { noLocation: true }).definitions.flatMap((node) =>
      node.kind === Kind.OPERATION_DEFINITION ? [node.name?.value] : [],
    );
  } catch {
    return operationName ?? undefined;
  }
  if (names.length === 1) return names[0];
  return names.find((name) => name !== undefined && name === operationName);
}

/**
 * Returns a function that sends a request to the gateway: a POST to the same origin, with the token if there is one.
 * Redirects are refused, because following one could carry the token elsewhere.
 *
 * @param readToken returns the token as typed; empty for an anonymous request.
 * @throws Error for an endpoint of another origin. The function rejects with an Error for a token that cannot be one, and
 * for an answer that is not JSON, of which it names only the status.
 */
export function gatewayFetcher(
  endpoint: string,
  readToken: () => string,
): (request: GraphQLRequest) => Promise<Record<string, unknown>> {
  const url = new URL(endpoint, location.origin);
  if (url.origin !== location.origin) throw new Error('The endpoint must be of this origin.');
  return async (request) => {
    const token = readToken();
    if (!/^[\x21-\x7e]*$/.test(token)) {
      throw new Error('The access token has a character that no token has. The request was not sent.');
    }
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        accept: 'application/graphql-response+json, application/json;q=0.9',
        'content-type': 'application/json',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      body: JSON.stringify({ ...request, operationName: operationOf(request) }),
      cache: 'no-store',
      credentials: 'omit',
      mode: 'same-origin',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
    });
    try {
      return (await response.json()) as Record<string, unknown>;
    } catch {
      throw new Error(`The gateway answered with HTTP status ${response.status} and no JSON.`);
    }
  };
}
