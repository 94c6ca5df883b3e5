import type { FastifyInstance, FastifyRequest } from 'fastify';
import { REFUSALS, RequestRefused } from './refusal';
import { MalformedBody, parseStrictJson } from './strict-json';
import { Turns } from './turns';

/** The most values in a body, objects and lists included: in memory, they take many times their text. */
const MAX_VALUES = 10_000;
/** Bytes of a body that are a point of the rate. Longer bodies wait for their turn. */
const LONG_BYTES = 16 * 1024;

/** Called with the bytes of a JSON body before it is parsed. They are wiped afterwards. */
export type BodyListener = (request: FastifyRequest, body: Uint8Array) => void;

/** Called with the fault of a malformed JSON body, to report it later. The body is then undefined. */
export type BodyFaultKeeper = (request: FastifyRequest, fault: MalformedBody) => void;

/**
 * Registers the only bodies that the gateway reads: strict JSON in UTF-8, or none. An empty `text/plain` or
 * `application/json` body becomes `undefined`, because REST clients send one with a PUT or DELETE without content.
 * Everything else is 415. So is any content encoding: nothing is ever decompressed.
 *
 * @param keep if left out, a request with a malformed body is refused at once.
 */
export function registerBodyParsers(app: FastifyInstance, see?: BodyListener, keep?: BodyFaultKeeper): void {
  app.removeAllContentTypeParsers();
  const turns = new Turns();
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
      if (body.length > LONG_BYTES) {
        await request.meter?.charge(Math.floor(body.length / LONG_BYTES));
        await turns.next();
      }
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

/**
 * Lets a scope read bodies of further content types as strict JSON in UTF-8. A browser sends forms and texts to other
 * sites without asking, so a scope that reads those must accept no credential that a browser adds by itself.
 *
 * @param types the further content types; every type, also a malformed one or none, if left out.
 */
export function readAsJson(scope: FastifyInstance, types?: RegExp): void {
  scope.addHook('preParsing', async (request) => {
    const { headers } = request.raw;
    if (types !== undefined && !types.test(headers['content-type'] ?? '')) return;
    refuseOtherCharsets(request);
    headers['content-type'] = 'application/json';
  });
}

/** Wipes the framework's buffer, so that the heap has one copy of a value less. @throws MalformedBody */
function parseAndWipe(body: Buffer): unknown {
  try {
    return parseStrictJson(body, MAX_VALUES);
  } finally {
    body.fill(0);
  }
}

/**
 * RFC 8259 §8.1: JSON between systems is UTF-8. Every charset parameter is checked, not only the first.
 *
 * @throws RequestRefused
 */
function refuseOtherCharsets(request: FastifyRequest): void {
  const type = request.headers['content-type'] ?? '';
  if (!type.includes(';')) return;
  for (const [, charset] of type.matchAll(/;\s*charset\s*=\s*"?([^";\s]*)/gi)) {
    if (charset?.toLowerCase() !== 'utf-8') throw new RequestRefused(REFUSALS.mediaType);
  }
}
