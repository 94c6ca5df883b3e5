import { foldCase } from '../../core/name';
import { type Plaintext, revealPlaintext } from '../../core/plaintext';
import { SecretType } from '../../core/secret';
import { utf8Text } from '../../crypto/bytes';
import { DeliveryError } from '../delivery/delivery.error';
import { variableName } from './child-environment';
import { type LeftOut, leftOutLines } from './left-out';
import type { LocalSecret, LocalSecretMetadata } from './local-secret';
import { steersPrograms } from './steering-variables';

/** Which secrets the caller wants as variables. Names are compared as the gateway compares them. */
export interface ChoiceOptions {
  /** Only these secrets, by name; empty for all. */
  readonly only: readonly string[];
  /** Only secrets whose names begin so; undefined for all. */
  readonly prefix: string | undefined;
  /** Secrets to leave out, by name. */
  readonly except: readonly string[];
  /** Secrets, or variables, that replace what is inherited. */
  readonly override: readonly string[];
  /** True if nothing starts when a chosen secret cannot be a variable. */
  readonly isStrict: boolean;
}

/** A secret and its value. */
export interface OpenedSecret {
  readonly secret: LocalSecretMetadata;
  readonly value: Plaintext;
}

/** The exit codes of `run` for what the caller must decide. */
const REFUSED = 5;
const NOT_FOUND = 4;

/** Chooses the secrets for a command and gives each its variable. */
export class VariableChoice {
  readonly #options: ChoiceOptions;
  readonly #inherited: Readonly<Record<string, string | undefined>>;
  readonly #only: ReadonlySet<string>;
  readonly #except: ReadonlySet<string>;
  readonly #override: ReadonlySet<string>;

  /** @param inherited the variables that the command gets anyway. */
  constructor(options: ChoiceOptions, inherited: Readonly<Record<string, string | undefined>>) {
    this.#options = options;
    this.#inherited = inherited;
    this.#only = new Set(options.only.map(folded));
    this.#except = new Set(options.except.map(folded));
    this.#override = new Set(options.override.map(folded));
  }

  /**
   * The secrets that the caller has chosen.
   *
   * @throws DeliveryError for a name in `only` that no secret has.
   */
  chosen<Item extends { readonly name: string }>(secrets: readonly Item[]): readonly Item[] {
    const names = new Set(secrets.map(({ name }) => folded(name)));
    for (const name of this.#options.only) {
      if (!names.has(folded(name)))
        throw new DeliveryError(`--only: there is no secret "${name}"`, NOT_FOUND);
    }
    const prefix = folded(this.#options.prefix ?? '');
    return secrets.filter(({ name }) => {
      const key = folded(name);
      if (this.#except.has(key) || !key.startsWith(prefix)) return false;
      return this.#only.size === 0 || this.#only.has(key);
    });
  }

  /** Why a chosen secret need not even be opened; undefined if it must be. */
  reasonNotToOpen(secret: LocalSecretMetadata): LeftOut['reason'] | undefined {
    // The seed would let the child generate codes forever.
    if (secret.type === SecretType.TOTP) return 'seed';
    const variable = variableName(secret.name);
    if (this.#isNamed(secret.name, variable)) return undefined;
    if (steersPrograms(variable)) return 'name';
    return this.#options.prefix !== undefined || /^[A-Z0-9_]+$/.test(variable) ? undefined : 'name';
  }

  /**
   * Gives opened secrets their variables.
   *
   * @param opened in the order of their creation: if two would be one variable, the secret that is called like the
   * variable gets it, or else the older one.
   * @param leftOut what is already known to be left out.
   * @returns the secrets, and a line for each that is left out.
   * @throws DeliveryError when one is left out and the choice is strict.
   */
  assign(
    opened: readonly OpenedSecret[],
    leftOut: readonly LeftOut[],
  ): { readonly secrets: readonly LocalSecret[]; readonly lines: readonly string[] } {
    const out: LeftOut[] = [...leftOut];
    const owners = new Map<string, LocalSecret>();
    const isExact = ({ secret }: OpenedSecret) => secret.name === variableName(secret.name);
    for (const { secret, value } of [...opened.filter(isExact), ...opened.filter((each) => !isExact(each))]) {
      const variable = variableName(secret.name);
      const reason = this.#reasonNotToSet(secret, value, variable);
      const owner = owners.get(variable);
      if (reason !== undefined) out.push({ name: secret.name, reason, variable });
      else if (owner !== undefined)
        out.push({ name: secret.name, reason: 'collision', variable, other: owner.secret.name });
      else owners.set(variable, { secret, variable, value });
    }
    const lines = leftOutLines(out);
    if (this.#options.isStrict && lines.length > 0) {
      throw new DeliveryError(`--strict: nothing is started: ${lines.join('; ')}`, REFUSED);
    }
    return { secrets: [...owners.values()], lines };
  }

  #reasonNotToSet(
    secret: LocalSecretMetadata,
    value: Plaintext,
    variable: string,
  ): LeftOut['reason'] | undefined {
    const bytes = revealPlaintext(value);
    const text = secret.isFile || bytes.includes(0) ? undefined : utf8Text(bytes);
    if (!secret.isFile && text === undefined) return 'bytes';
    const inherited = this.#inherited[variable];
    if (inherited === undefined || inherited === text) return undefined;
    return this.#isOverridden(secret.name, variable) ? undefined : 'inherited';
  }

  #isNamed(name: string, variable: string): boolean {
    return this.#only.has(folded(name)) || this.#isOverridden(name, variable);
  }

  #isOverridden(name: string, variable: string): boolean {
    return this.#override.has(folded(name)) || this.#options.override.includes(variable);
  }
}

function folded(name: string): string {
  return foldCase(name.normalize('NFC'));
}
