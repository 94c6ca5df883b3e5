import { STATUS_CODES } from 'node:http';
import { graphqlShape } from './error-reply';
import type { Refusal } from './refusal';
import { SECURITY_HEADERS } from './security-headers';

/** A whole response that closes the connection, for where there is no request that could be answered. */
export function rawReply(refusal: Refusal): string {
  const body = JSON.stringify(graphqlShape({ ...refusal, headers: {} }));
  const headers = {
    ...SECURITY_HEADERS,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\n${lines.join('')}\r\n${body}`;
}
