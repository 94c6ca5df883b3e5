import { createHmac, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { decodeBase64Url, encodeBase64Url } from '../base64';
import { equalBytes, lengthPrefixed } from '../bytes';
import { consumerKeyFingerprint, sealToConsumer } from '../consumer-key';
import { CHALLENGE_INFO } from '../proof';
import { OpeningKey, type OpeningKeyRing } from './opening-key';

/** How long a challenge, and with it the proofs made from it, is good for. */
export const CHALLENGE_MS = 5 * 60_000;

const MOST_RECOGNIZED = 5_000;

/** A challenge as it goes to the consumer. */
export interface IssuedChallenge {
  /** Opaque to the consumer, which sends it back with every proof. */
  readonly challenge: string;
  /** The session key, sealed to the consumer's public key. */
  readonly sealed: { readonly enc: string; readonly ciphertext: string };
  readonly expiresAt: Date;
}

/** A challenge that one of our dispensers made and that is still good. */
export interface VerifiedChallenge {
  readonly consumerId: string;
  /** Of the public key it was sealed to: after a rotation it is worth nothing. */
  readonly keyFingerprint: string;
  readonly expiresAt: Date;
  /** What only a consumer that could open the challenge has. */
  readonly sessionKey: KeyObject;
}

interface Claims {
  readonly consumer: string;
  readonly key: string;
  readonly generation: string;
  readonly expires: number;
}

/**
 * Makes and recognizes challenges without storing any: what one dispenser made every other one that holds the same
 * opening key recognizes, also after a restart. The session key is derived from the challenge, never sent in clear.
 */
export class Challenges {
  readonly #ring: OpeningKeyRing;
  readonly #roots = new Map<string, Uint8Array>();
  readonly #recognized = new Map<string, VerifiedChallenge>();

  constructor(ring: OpeningKeyRing) {
    this.#ring = ring;
    for (const key of ring.all) {
      const root = hkdfSync('sha256', OpeningKey.revealSeed(key), 'secrets-gateway challenge 1', 'root', 32);
      this.#roots.set(key.keyId, new Uint8Array(root));
    }
  }

  /** @param publicKey that of the consumer, checked when it was registered. */
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

  /** The challenge behind a text; undefined when it is none of ours, or its time is over. */
  verify(challenge: string, now: Date): VerifiedChallenge | undefined {
    const known = this.#recognized.get(challenge) ?? this.#recognize(challenge);
    return known !== undefined && known.expiresAt.getTime() > now.getTime() ? known : undefined;
  }

  /** A consumer shows the same challenge with each request for as long as it is good: it is derived once. */
  #recognize(challenge: string): VerifiedChallenge | undefined {
    const [payload = '', mac = '', ...rest] = challenge.split('.');
    const given = decodeBase64Url(mac);
    if (given === undefined || rest.length > 0) return undefined;
    for (const root of this.#roots.values()) {
      // Nothing of the payload is read before it is known to be ours.
      if (!equalBytes(given, derived(root, 'mac', payload))) continue;
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Claims;
      const recognized = {
        consumerId: claims.consumer,
        keyFingerprint: claims.key,
        expiresAt: new Date(claims.expires),
        sessionKey: createSecretKey(derived(root, 'session', challenge)),
      };
      if (this.#recognized.size >= MOST_RECOGNIZED) this.#recognized.clear();
      this.#recognized.set(challenge, recognized);
      return recognized;
    }
    return undefined;
  }
}

function derived(root: Uint8Array, use: 'mac' | 'session', text: string): Uint8Array {
  return new Uint8Array(createHmac('sha256', root).update(lengthPrefixed(use, text)).digest());
}
