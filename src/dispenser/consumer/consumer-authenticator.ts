import { createHash } from 'node:crypto';
import type { Consumer } from '../../core/consumer';
import { prefixOf } from '../../core/id';
import { checkedConsumerKey, consumerKeyFingerprint } from '../../crypto/consumer-key';
import type { Challenges } from '../../crypto/open/challenge';
import { isProofOf, type Proof, type ProvenRequest, parseProof } from '../../crypto/proof';
import type { ConsumerAdmission } from './consumer-admission';
import { ConsumerRefused } from './consumer-refusal';
import type { ConsumerState } from './consumer-state';
import { ReplayCache } from './replay-cache';
import type { WorkloadIssuers } from './workload-issuer';
import { verifyWorkloadToken } from './workload-token';

/** The credentials of a consumer, and the request that carries them. */
export interface ConsumerClaim {
  /** The `Authorization` header; undefined if there is none. */
  readonly authorization: string | undefined;
  readonly request: ProvenRequest;
  readonly address: string;
  /** With a token: the id of the consumer. */
  readonly consumerId?: string | undefined;
  /** With a token: 16 bytes in base64url. */
  readonly nonce?: string | undefined;
  /** With a token: the key to seal to, if none is registered. */
  readonly publicKey?: string | undefined;
}

/** A credential that is accepted once, or only with the key that it was first used with. */
export interface Credential {
  /** SHA-256 of the proof or token. */
  readonly digest: Uint8Array;
  /**
   * True for a proof, which is valid for one request. A token is valid until it expires, with the key of its first use.
   */
  readonly isSingleUse: boolean;
  readonly boundTo: string;
  readonly expiresAt: Date;
}

/** An authenticated consumer. */
export interface AuthenticatedConsumer {
  readonly state: ConsumerState;
  /** The only key that answers are sealed to. */
  readonly publicKey: string;
  /** Included in the delivery, so that the consumer recognizes the answer to its request. */
  readonly nonce: string;
  readonly credential: Credential;
}

const BEARER = /^Bearer +([\w-]{4,4000}\.[\w-]{4,12000}\.[\w-]{4,4000})$/i;
const NONCE = /^[\w-]{22}$/;

/**
 * Authenticates consumers: by a proof that they hold their registered key, or by a token of the platform they run on.
 * The consumer is read for every request, so that a revocation takes effect at once.
 */
export class ConsumerAuthenticator {
  readonly #admission: ConsumerAdmission;
  readonly #challenges: Challenges;
  readonly #issuers: WorkloadIssuers;
  readonly #toleranceSeconds: number;
  readonly #replays = new ReplayCache();

  /** @param parts `toleranceSeconds`: by how much the clocks of issuers may differ. */
  constructor(parts: {
    admission: ConsumerAdmission;
    challenges: Challenges;
    issuers: WorkloadIssuers;
    toleranceSeconds: number;
  }) {
    this.#admission = parts.admission;
    this.#challenges = parts.challenges;
    this.#issuers = parts.issuers;
    this.#toleranceSeconds = parts.toleranceSeconds;
  }

  /**
   * @param found called with the consumer that the request claims to come from as soon as it is read, for the audit
   * event of a refusal.
   * @throws ConsumerRefused; BadUserInput for a malformed public key with a valid token; Unavailable if an issuer
   * cannot be reached.
   */
  async authenticate(
    claim: ConsumerClaim,
    found: (consumer: Consumer) => void,
  ): Promise<AuthenticatedConsumer> {
    const { authorization = '' } = claim;
    const proof = parseProof(authorization);
    if (proof !== undefined) return this.#byProof(proof, claim, found);
    const token = BEARER.exec(authorization)?.[1];
    if (token !== undefined) return this.#byToken(token, claim, found);
    throw new ConsumerRefused('CREDENTIAL');
  }

  async #byProof(
    proof: Proof,
    { request, address }: ConsumerClaim,
    found: (consumer: Consumer) => void,
  ): Promise<AuthenticatedConsumer> {
    const now = new Date();
    const challenge = this.#challenges.verify(proof.challenge, now);
    if (challenge === undefined) throw new ConsumerRefused('CHALLENGE');
    if (!isProofOf(challenge.sessionKey, proof, request)) throw new ConsumerRefused('PROOF');
    const state = await this.#admission.admit(challenge.consumerId, address, now, found);
    const { publicKey } = state.consumer;
    if (publicKey === null || consumerKeyFingerprint(publicKey) !== challenge.keyFingerprint) {
      throw new ConsumerRefused('KEY_CHANGED');
    }
    if (!this.#replays.add(proof.mac, challenge.expiresAt, now)) throw new ConsumerRefused('REPLAYED');
    const credential = {
      digest: digestOf(proof.mac),
      isSingleUse: true,
      boundTo: 'proof',
      expiresAt: challenge.expiresAt,
    };
    return { state, publicKey, nonce: proof.nonce, credential };
  }

  async #byToken(
    token: string,
    { consumerId = '', nonce = '', publicKey: given, address }: ConsumerClaim,
    found: (consumer: Consumer) => void,
  ): Promise<AuthenticatedConsumer> {
    const now = new Date();
    if (prefixOf(consumerId) !== 'consumer') throw new ConsumerRefused('CONSUMER_UNNAMED');
    const state = await this.#admission.admit(consumerId, address, now, found);
    const { identity, publicKey: registered } = state.consumer;
    if (identity === null) throw new ConsumerRefused('NO_IDENTITY');
    const verified = await verifyWorkloadToken(token, identity, this.#issuers, this.#toleranceSeconds);
    if ('refusal' in verified) throw new ConsumerRefused(verified.refusal);
    if (!NONCE.test(nonce)) throw new ConsumerRefused('TOKEN');
    const { expiresAt } = verified;
    // A thief of a token must not receive values sealed to their own key.
    if (registered !== null && given !== undefined && given !== registered) {
      throw new ConsumerRefused('KEY_SWAP');
    }
    const publicKey = registered ?? checkedConsumerKey(given ?? '', 'publicKey');
    const boundTo = consumerKeyFingerprint(publicKey);
    return {
      state,
      publicKey,
      nonce,
      credential: { digest: digestOf(signedPart(token)), isSingleUse: false, boundTo, expiresAt },
    };
  }
}

/**
 * A token without its signature. Anyone can compute a second valid signature from an ECDSA signature, but the signed
 * part is unique.
 */
function signedPart(token: string): string {
  return token.slice(0, token.lastIndexOf('.'));
}

function digestOf(text: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update('secrets-gateway used 1\0').update(text).digest());
}
