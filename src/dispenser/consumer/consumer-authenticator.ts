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

/** What a consumer shows of itself, and the request it is shown with. */
export interface ConsumerClaim {
  /** The `Authorization` header; undefined without one. */
  readonly authorization: string | undefined;
  readonly request: ProvenRequest;
  readonly address: string;
  /** With a token: whose consumer it claims to be, a nonce, and the key to seal to where none is registered. */
  readonly consumerId?: string | undefined;
  readonly nonce?: string | undefined;
  readonly publicKey?: string | undefined;
}

/** What may be used once, or only for what it was used for first. */
export interface Credential {
  /** SHA-256 of the proof or token. */
  readonly digest: Uint8Array;
  /** A proof is good for one delivery. A token is good until it expires, with the key it was used with first. */
  readonly isSingleUse: boolean;
  readonly boundTo: string;
  readonly expiresAt: Date;
}

/** A consumer that has shown who it is. */
export interface AuthenticatedConsumer {
  readonly state: ConsumerState;
  /** The only key that anything is sealed to. */
  readonly publicKey: string;
  /** Goes into the delivery, so that the consumer knows the answer for its own. */
  readonly nonce: string;
  readonly credential: Credential;
}

const BEARER = /^Bearer +([\w-]{4,4000}\.[\w-]{4,12000}\.[\w-]{4,4000})$/i;
const NONCE = /^[\w-]{22}$/;

/**
 * Finds out which consumer asks: by a proof that it holds its registered key, or by a token of the system it runs in. The
 * consumer is read anew for every request, so that what was revoked is refused at once.
 */
export class ConsumerAuthenticator {
  readonly #admission: ConsumerAdmission;
  readonly #challenges: Challenges;
  readonly #issuers: WorkloadIssuers;
  readonly #used = new ReplayCache();

  constructor(parts: { admission: ConsumerAdmission; challenges: Challenges; issuers: WorkloadIssuers }) {
    this.#admission = parts.admission;
    this.#challenges = parts.challenges;
    this.#issuers = parts.issuers;
  }

  /**
   * @param found told the consumer as soon as it is known which one is meant, for the audit event of a refusal.
   * @throws ConsumerRefused; BadUserInput for a malformed key of a workload whose token is valid; Unavailable when an
   * issuer cannot be reached.
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
    if (!this.#used.add(proof.mac, challenge.expiresAt, now)) throw new ConsumerRefused('REPLAYED');
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
    const expiresAt = await verifyWorkloadToken(token, identity, this.#issuers);
    if (expiresAt === undefined || !NONCE.test(nonce)) throw new ConsumerRefused('TOKEN');
    // Whoever has stolen a token must not have the values sealed to a key of theirs.
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
 * A token without its signature. An ECDSA signature has a second form that anybody can compute and that is as valid; what is
 * signed has only one.
 */
function signedPart(token: string): string {
  return token.slice(0, token.lastIndexOf('.'));
}

function digestOf(text: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update('secrets-gateway used 1\0').update(text).digest());
}
