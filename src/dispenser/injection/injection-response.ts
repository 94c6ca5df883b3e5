import { Transform, type TransformCallback, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { utf8Text } from '../../crypto/bytes';
import type { MaskPatterns } from '../mask/mask-patterns';
import { maskedBytes, maskedHeader } from '../mask/response-mask';
import { InjectionError } from '../upstream/injection.error';
import type { UpstreamResponse } from '../upstream/upstream-client';

/** The answer of an upstream host, with the values masked. */
export interface InjectionResponse {
  readonly status: number;
  /** Names in lower case, without headers of the connection and of encodings that have been decoded. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
}

/** An {@link InjectionResponse} as JSON. */
export interface InjectionReply {
  readonly status: number;
  /** A list for a header that occurs more than once. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string;
  /** `base64` for a body that is not UTF-8. */
  readonly body_encoding: 'utf8' | 'base64';
}

const CONNECTION_HEADER =
  /^(?:connection|keep-alive|te|trailer|transfer-encoding|upgrade|content-(?:length|encoding)|proxy-.*)$/;

/**
 * Reads an answer to its end and masks it.
 *
 * @param bodyBytes the most bytes of the decoded body.
 * @param isBodiless true for the answer to HEAD, whose headers describe a body that is not sent.
 * @throws InjectionError UPSTREAM_TOO_LARGE; UPSTREAM_MALFORMED for an unknown encoding or
 * transfer coding, which could hide a value.
 */
export async function maskedResponse(
  response: UpstreamResponse,
  patterns: MaskPatterns,
  bodyBytes: number,
  isBodiless: boolean,
): Promise<InjectionResponse> {
  const { status } = response;
  requireReadableTransfer(response.headers);
  const decoders = isBodiless || status === 204 || status === 304 ? [] : decodersOf(response.headers);
  const body = new Collected();
  await pipeline([response.body, ...decoders, new SizeLimit(bodyBytes), body]);
  return {
    status,
    headers: maskedHeaders(response.headers, patterns),
    body: maskedBytes(body.bytes, patterns),
  };
}

/** The answer in the format of `POST /requests`. */
export function injectionReply({ status, headers, body }: InjectionResponse): InjectionReply {
  const lists = new Map<string, string[]>();
  for (const [name, value] of headers) lists.set(name, [...(lists.get(name) ?? []), value]);
  const text = utf8Text(body);
  return {
    status,
    headers: Object.fromEntries([...lists].map(([name, list]) => [name, list.length > 1 ? list : list[0]!])),
    body: text ?? body.toString('base64'),
    body_encoding: text === undefined ? 'base64' : 'utf8',
  };
}

function maskedHeaders(
  headers: UpstreamResponse['headers'],
  patterns: MaskPatterns,
): readonly (readonly [string, string])[] {
  const found: (readonly [string, string])[] = [];
  for (const [name, value] of headers) {
    // A name that contains a value is dropped: the masked name would not be valid.
    if (CONNECTION_HEADER.test(name.toLowerCase()) || maskedHeader(name, patterns) !== name) continue;
    found.push([name.toLowerCase(), maskedHeader(value, patterns)]);
  }
  return found;
}

/** The client decodes chunks and passes on every other transfer coding as it came (RFC 9112 §6.1). */
function requireReadableTransfer(headers: UpstreamResponse['headers']): void {
  const codings = headers.filter(([name]) => name.toLowerCase() === 'transfer-encoding');
  if (codings.length === 0) return;
  if (codings.length === 1 && codings[0]![1].trim().toLowerCase() === 'chunked') return;
  throw new InjectionError('UPSTREAM_MALFORMED', 'The answer has a transfer coding other than chunked.');
}

/** The request asks for no encoding, but a server may use one anyway (RFC 9110 §8.4.1). */
function decodersOf(headers: UpstreamResponse['headers']): readonly Transform[] {
  const encodings = headers
    .filter(([name]) => name.toLowerCase() === 'content-encoding')
    .flatMap(([, value]) => value.toLowerCase().split(','))
    .map((encoding) => encoding.trim())
    .filter((encoding) => encoding !== '' && encoding !== 'identity');
  const [encoding] = encodings;
  if (encoding === undefined) return [];
  if (encodings.length === 1) {
    if (encoding === 'gzip' || encoding === 'x-gzip') return [createGunzip()];
    if (encoding === 'deflate') return [createInflate()];
    if (encoding === 'br') return [createBrotliDecompress()];
  }
  throw new InjectionError('UPSTREAM_MALFORMED', 'The answer has an encoding that cannot be read.');
}

class SizeLimit extends Transform {
  #left: number;

  constructor(bytes: number) {
    super();
    this.#left = bytes;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, callback: TransformCallback): void {
    this.#left -= chunk.length;
    if (this.#left < 0) callback(new InjectionError('UPSTREAM_TOO_LARGE', 'The answer is too large.'));
    else callback(null, chunk);
  }
}

class Collected extends Writable {
  readonly #chunks: Buffer[] = [];

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: TransformCallback): void {
    this.#chunks.push(chunk);
    callback();
  }
}
