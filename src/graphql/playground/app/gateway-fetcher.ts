import { Kind, parse } from 'graphql';

/** The GraphQL request as GraphiQL hands it over. */
export interface GraphQLRequest {
  readonly query: string;
  readonly operationName?: string | null;
  readonly variables?: unknown;
}

/**
 * The operation to run. GraphiQL reads a document's operation names a moment after the document changed, so right
 * after a change of tabs it still names one of the old tab: a document of one operation needs no name at all, and a
 * name that is not in the document is dropped.
 */
export function operationOf({ query, operationName }: GraphQLRequest): string | undefined {
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
 * Makes the function that sends a request to the gateway: a POST to the same origin, signed with the token if there
 * is one. Redirects are refused, because a followed one could carry the token elsewhere. Answers that are not JSON
 * become an `Error` that names the status alone.
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
      throw new Error('The access token has a character that no token has. Request not sent.');
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
