import type { Plaintext } from '../../core/plaintext';
import type { SecretType } from '../../core/secret';
import type { UsePolicy } from '../../core/use-policy';
import type { WayOut } from '../../core/way-out';

/**
 * A secret that a request refers to. All fields come from one row, so that the policy belongs to exactly this value.
 */
export interface InjectableSecret {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly type: SecretType;
  readonly isFile: boolean;
  readonly policy: UsePolicy | null;
  /** How its value may leave for the caller. */
  readonly waysOut: readonly WayOut[];
  /** The time at which the value was set. */
  readonly storedAt: Date;
  /** Opens the value. Never called for a refused request. */
  readonly open: () => Promise<Plaintext>;
}

/** Finds a secret by name; undefined unless the caller may use exactly one secret of this name now. */
export type SecretLookup = (reference: string) => Promise<InjectableSecret | undefined>;

/** The use of secrets in one request, for the audit event that is committed before the request is sent. */
export interface InjectionUse {
  readonly host: string;
  readonly port: number;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly secrets: readonly {
    readonly id: string;
    readonly name: string;
    readonly version: number;
    /** The places that its value goes into, named as in a use policy. */
    readonly slots: readonly string[];
  }[];
}
