import type { Plaintext } from '../../core/plaintext';
import type { SecretType } from '../../core/secret';
import type { UsePolicy } from '../../core/use-policy';

/** A secret that a request refers to. Everything is of one row, so that the policy is the one of this very value. */
export interface InjectableSecret {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly type: SecretType;
  readonly isFile: boolean;
  readonly policy: UsePolicy | null;
  /** When the value was set. */
  readonly storedAt: Date;
  /** Opens the value: not called for a request that is refused. */
  readonly open: () => Promise<Plaintext>;
}

/** The secret of a name that the caller may use now; undefined for all others. */
export type SecretLookup = (reference: string) => Promise<InjectableSecret | undefined>;

/** What is about to be done with whose values; for the audit event, which is written first. */
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
    /** Where its value goes; see the slots of a use policy. */
    readonly slots: readonly string[];
  }[];
}
