import { request as httpRequest, type OutgoingHttpHeaders } from 'node:http';

/** A request as it goes over the wire; nothing is added but what HTTP itself needs. */
export interface Outgoing {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Uint8Array;
}

/** All that a client sees of a reply. */
export interface Reply {
  readonly status: number;
  /** Names and values as they came, each name as often as it came. */
  readonly headers: readonly [string, string][];
  readonly body: string;
}

/** Sends a request to a port of this machine over a connection of its own. */
export function exchange(port: number, { method, path, headers, body }: Outgoing): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      {
        host: '127.0.0.1',
        port,
        method: method ?? 'POST',
        path: path ?? '/graphql',
        headers: { ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }), ...headers },
        agent: false,
      },
      (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: pairs(response.rawHeaders),
            body: Buffer.concat(pieces).toString(),
          }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** The value of a header of a reply; undefined when it has none. */
export function headerOf({ headers }: Reply, name: string): string | undefined {
  return headers.find(([each]) => each.toLowerCase() === name)?.[1];
}

/** A GraphQL request in JSON. */
export function graphqlRequest(
  query: unknown,
  variables?: unknown,
  headers: OutgoingHttpHeaders = {},
): Outgoing {
  return jsonRequest({ query, ...(variables !== undefined && { variables }) }, headers);
}

/** A request with a JSON body. */
export function jsonRequest(body: unknown, headers: OutgoingHttpHeaders = {}): Outgoing {
  return { body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } };
}

function pairs(raw: readonly string[]): [string, string][] {
  return Array.from({ length: raw.length / 2 }, (_, index) => [
    raw[2 * index] ?? '',
    raw[2 * index + 1] ?? '',
  ]);
}
