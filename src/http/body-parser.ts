import type { FastifyInstance, FastifyRequest } from 'fastify';
import { REFUSALS, RequestRefused } from './refusal';
import { MalformedBody, parseStrictJson } from './strict-json';

/** Shown the bytes of a JSON body before they are read. They are wiped afterwards. */
export type BodyListener = (request: FastifyRequest, body: Uint8Array) => void;

/** Keeps what is wrong with a JSON body, for a face that tells it later; the body is then undefined. */
export type BodyFaultKeeper = (request: FastifyRequest, fault: MalformedBody) => void;

/**
 * Registers the only bodies the gateway reads: strict JSON in UTF-8, or nothing. An empty `text/plain` or
 * `application/json` body becomes `undefined`, because REST clients send one with a PUT or DELETE that has no content.
 * Everything else is 415, and so is any content encoding: nothing is ever inflated.
 *
 * @param keep told of a body that is not strict JSON; the request is refused at once when left out.
 */
export function registerBodyParsers(app: FastifyInstance, see?: BodyListener, keep?: BodyFaultKeeper): void {
  app.removeAllContentTypeParsers();
  app.addHook('preParsing', (request, _reply, _payload, done) => {
    const encoding = request.headers['content-encoding'];
    const isPlain = encoding === undefined || encoding.trim().toLowerCase() === 'identity';
    done(isPlain ? null : new RequestRefused(REFUSALS.contentEncoding));
  });
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => {
      refuseOtherCharsets(request);
      see?.(request, body);
      if (body.length === 0) return undefined;
      try {
        return parseAndWipe(body);
      } catch (error) {
        if (keep === undefined || !(error instanceof MalformedBody)) throw error;
        keep(request, error);
        return undefined;
      }
    },
  );
  app.addContentTypeParser(
    'text/plain',
    { parseAs: 'buffer' },
    async (_request: FastifyRequest, body: Buffer) => {
      if (body.length > 0) throw new RequestRefused(REFUSALS.mediaType);
      return undefined;
    },
  );
}

/** The buffer is the framework's own copy; wiped, it is one copy of a value less in the heap. */
function parseAndWipe(body: Buffer): unknown {
  try {
    return parseStrictJson(body);
  } finally {
    body.fill(0);
  }
}

/** RFC 8259 §8.1: JSON between systems is UTF-8. Each charset parameter counts, so that a second one hides nothing. */
function refuseOtherCharsets(request: FastifyRequest): void {
  const type = request.headers['content-type'] ?? '';
  if (!type.includes(';')) return;
  for (const [, charset] of type.matchAll(/;\s*charset\s*=\s*"?([^";\s]*)/gi)) {
    if (charset?.toLowerCase() !== 'utf-8') throw new RequestRefused(REFUSALS.mediaType);
  }
}
