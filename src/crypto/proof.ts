import { createHmac, hash, type KeyObject, timingSafeEqual } from 'node:crypto';

/** HPKE's `info` of the session key in a challenge. */
export const CHALLENGE_INFO = new Uint8Array(Buffer.from('secrets-gateway challenge 1', 'ascii'));

const PROOF_DOMAIN = 'secrets-gateway proof 1';
const HEADER = /^Consumer challenge="([\w.-]{16,2000})", nonce="([\w-]{22})", mac="([\w-]{43})"$/;

/** The request that a proof covers. The proof is invalid for any other method, path or body. */
export interface ProvenRequest {
  readonly method: string;
  /** Path and query, as sent. */
  readonly path: string;
  readonly body: Uint8Array;
}

/** The credentials in `Authorization` that show that a consumer could open a challenge. */
export interface Proof {
  /** As the dispenser issued it. */
  readonly challenge: string;
  /** 16 random bytes in base64url, new for each request: a proof is accepted once. */
  readonly nonce: string;
  /** 32 bytes in base64url. */
  readonly mac: string;
}

/**
 * Makes a proof of possession. An X25519 key cannot sign, but only its holder can open what is sealed to it. The
 * dispenser seals a session key to the consumer's public key (the challenge), and the consumer authenticates requests
 * with it: HMAC-SHA256 (RFC 2104) over method, path, body, challenge and a nonce.
 *
 * @param sessionKey the 32 bytes that the challenge contains.
 */
export function makeProof(
  sessionKey: Uint8Array,
  challenge: string,
  nonce: string,
  request: ProvenRequest,
): Proof {
  return { challenge, nonce, mac: mac(sessionKey, challenge, nonce, request) };
}

/** True if the holder of the session key made this proof for this request. Takes constant time. */
export function isProofOf(sessionKey: KeyObject, proof: Proof, request: ProvenRequest): boolean {
  // Compared as text, because several texts decode to the same bytes.
  const given = Buffer.from(proof.mac);
  const expected = Buffer.from(mac(sessionKey, proof.challenge, proof.nonce, request));
  // The length is public: every proof has the same.
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** The `Authorization` header of a proof (RFC 9110 §11.4, scheme `Consumer`). */
export function formatProof({ challenge, nonce, mac: text }: Proof): string {
  return `Consumer challenge="${challenge}", nonce="${nonce}", mac="${text}"`;
}

/** Reads the proof in an `Authorization` header; undefined for any other text. */
export function parseProof(header: string): Proof | undefined {
  const [, challenge, nonce, text] = HEADER.exec(header) ?? [];
  if (challenge === undefined || nonce === undefined || text === undefined) return undefined;
  return { challenge, nonce, mac: text };
}

function mac(key: Uint8Array | KeyObject, challenge: string, nonce: string, request: ProvenRequest): string {
  const body = hash('sha256', request.body, 'hex');
  // Joined by line feeds, which none of the parts can contain.
  const lines = [PROOF_DOMAIN, request.method, request.path, body, challenge, nonce];
  return createHmac('sha256', key).update(lines.join('\n')).digest('base64url');
}
