import { createHmac, hash, type KeyObject, timingSafeEqual } from 'node:crypto';

/** HPKE's `info` of a challenge's sealed nonce. */
export const CHALLENGE_INFO = new Uint8Array(Buffer.from('secrets-gateway challenge 1', 'ascii'));

const PROOF_DOMAIN = 'secrets-gateway proof 1';
const HEADER = /^Consumer challenge="([\w.-]{16,2000})", nonce="([\w-]{22})", mac="([\w-]{43})"$/;

/** The request that a proof is for: it is worth nothing for any other method, path or body. */
export interface ProvenRequest {
  readonly method: string;
  /** Path with query, as sent. */
  readonly path: string;
  readonly body: Uint8Array;
}

/** What a consumer sends in `Authorization` to show that it could open a challenge. */
export interface Proof {
  /** As the dispenser gave it. */
  readonly challenge: string;
  /** 16 random bytes of the consumer, new for each request, as base64url: a proof is accepted once. */
  readonly nonce: string;
  readonly mac: string;
}

/**
 * The proof of possession. An X25519 key cannot sign; but only its holder can open what is sealed to it. The dispenser
 * seals a random key to the consumer's public key (the challenge), and the consumer authenticates requests with that key:
 * HMAC-SHA256 (RFC 2104) over method, path, body, challenge and a nonce.
 *
 * @param sessionKey 32 bytes out of the challenge.
 */
export function makeProof(
  sessionKey: Uint8Array,
  challenge: string,
  nonce: string,
  request: ProvenRequest,
): Proof {
  return { challenge, nonce, mac: mac(sessionKey, challenge, nonce, request) };
}

/** True when the holder of the session key made this proof for this request. */
export function isProofOf(sessionKey: KeyObject, proof: Proof, request: ProvenRequest): boolean {
  // As text, because other texts than the one that we write can decode to the same bytes.
  const given = Buffer.from(proof.mac);
  const expected = Buffer.from(mac(sessionKey, proof.challenge, proof.nonce, request));
  // The length is no secret: every proof has the same.
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** The `Authorization` header of a proof (RFC 9110 §11.4, scheme `Consumer`). */
export function formatProof({ challenge, nonce, mac: text }: Proof): string {
  return `Consumer challenge="${challenge}", nonce="${nonce}", mac="${text}"`;
}

/** The proof in a header; undefined for any other text. */
export function parseProof(header: string): Proof | undefined {
  const [, challenge, nonce, text] = HEADER.exec(header) ?? [];
  if (challenge === undefined || nonce === undefined || text === undefined) return undefined;
  return { challenge, nonce, mac: text };
}

function mac(key: Uint8Array | KeyObject, challenge: string, nonce: string, request: ProvenRequest): string {
  const body = hash('sha256', request.body, 'hex');
  // Lines, because nothing of what is in them can hold a line end.
  const lines = [PROOF_DOMAIN, request.method, request.path, body, challenge, nonce];
  return createHmac('sha256', key).update(lines.join('\n')).digest('base64url');
}
