import { createHmac, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { decodeBase64Url, encodeBase64Url } from '../base64';
import { equalBytes, lengthPrefixed } from '../bytes';
import { consumerKeyFingerprint, sealToConsumer } from '../consumer-key';
import { CHALLENGE_INFO } from '../proof';
import { OpeningKey, type OpeningKeyRing } from './opening-key';

/** Lifetime of a challenge, and of the proofs made from it, in milliseconds. */
export const CHALLENGE_MS = 5 * 60_000;

const MAX_CACHED_CHALLENGES = 5_000;

/** A challenge as it is sent to a consumer. */
export interface IssuedChallenge {
  /** Opaque to the consumer, which returns it in every proof. */
  readonly challenge: string;
  /** The session key, sealed to the consumer's public key. */
  readonly sealed: { readonly enc: string; readonly ciphertext: string };
  readonly expiresAt: Date;
}

/** A challenge that a dispenser with the same keys issued, and that has not expired. */
export interface VerifiedChallenge {
  readonly consumerId: string;
  /** Fingerprint of the public key that it was sealed to: after a key rotation, the challenge is invalid. */
  readonly keyFingerprint: string;
  readonly expiresAt: Date;
  /** Known only to a consumer that could open the challenge. */
  readonly sessionKey: KeyObject;
}

interface Claims {
  readonly consumer: string;
  readonly key: string;
  readonly generation: string;
  readonly expires: number;
}

/**
 * Issues and verifies challenges without storing them: every dispenser with the same opening key accepts a challenge of
 * another one, even after a restart. The session key is derived from the challenge and is sent only sealed.
 */
export class Challenges {
  readonly #ring: OpeningKeyRing;
  readonly #roots = new Map<string, Uint8Array>();
  readonly #verified = new Map<string, VerifiedChallenge>();

  constructor(ring: OpeningKeyRing) {
    this.#ring = ring;
    for (const key of ring.all) {
      const root = hkdfSync('sha256', OpeningKey.revealSeed(key), 'secrets-gateway challenge 1', 'root', 32);
      this.#roots.set(key.keyId, new Uint8Array(root));
    }
  }

  /** Issues a challenge. @param publicKey the consumer's, checked when it was registered. */
  async issue(consumerId: string, publicKey: string, now: Date): Promise<IssuedChallenge> {
    const expires = now.getTime() + CHALLENGE_MS;
    const generation = this.#ring.current.keyId;
    const claims: Claims = {
      consumer: consumerId,
      key: consumerKeyFingerprint(publicKey),
      generation,
      expires,
    };
    const payload = encodeBase64Url(
      Buffer.from(JSON.stringify({ ...claims, random: randomBytes(16).toString('base64url') })),
    );
    const root = this.#roots.get(generation)!;
    const challenge = `${payload}.${encodeBase64Url(derived(root, 'mac', payload))}`;
    const sealed = await sealToConsumer(publicKey, derived(root, 'session', challenge), {
      info: CHALLENGE_INFO,
      aad: Buffer.from(challenge),
    });
    return { challenge, sealed, expiresAt: new Date(expires) };
  }

  /** Verifies a challenge; undefined if no generation in the ring issued it, or it has expired. */
  verify(challenge: string, now: Date): VerifiedChallenge | undefined {
    const known = this.#verified.get(challenge) ?? this.#authenticate(challenge);
    return known !== undefined && known.expiresAt.getTime() > now.getTime() ? known : undefined;
  }

  /** A consumer uses a challenge for many requests, so the verified ones are cached. */
  #authenticate(challenge: string): VerifiedChallenge | undefined {
    const [payload = '', mac = '', ...rest] = challenge.split('.');
    const given = decodeBase64Url(mac);
    if (given === undefined || rest.length > 0) return undefined;
    for (const root of this.#roots.values()) {
      // The payload is not parsed before its code is verified.
      if (!equalBytes(given, derived(root, 'mac', payload))) continue;
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Claims;
      const verified = {
        consumerId: claims.consumer,
        keyFingerprint: claims.key,
        expiresAt: new Date(claims.expires),
        sessionKey: createSecretKey(derived(root, 'session', challenge)),
      };
      if (this.#verified.size >= MAX_CACHED_CHALLENGES) this.#verified.clear();
      this.#verified.set(challenge, verified);
      return verified;
    }
    return undefined;
  }
}

function derived(root: Uint8Array, use: 'mac' | 'session', text: string): Uint8Array {
  return new Uint8Array(createHmac('sha256', root).update(lengthPrefixed(use, text)).digest());
}
