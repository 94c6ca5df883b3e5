import { MaskPreparation } from '../mask/mask-preparation';
import { InjectionError } from '../upstream/injection.error';
import type { Upstream } from '../upstream/upstream-client';
import { type Placement, placementsOf, requireAllowed, requireAllowedHeaders } from './injection-placement';
import { InjectionRenderer } from './injection-renderer';
import type { InjectionRequest } from './injection-request';
import { type InjectionResponse, maskedResponse } from './injection-response';
import type { InjectableSecret, InjectionUse, SecretLookup } from './injection-secret';

/** What an {@link Injector} works with. */
export interface InjectorParts {
  readonly upstream: Upstream;
  /** The clock for codes and for the expiry of cookies; the system's when left out. */
  readonly now?: () => Date;
}

/** Sends requests that contain values of secrets, and masks the values in the answers. */
export class Injector {
  readonly #upstream: Upstream;
  readonly #now: () => Date;
  readonly #preparation = new MaskPreparation();

  constructor({ upstream, now = () => new Date() }: InjectorParts) {
    this.#upstream = upstream;
    this.#now = now;
  }

  /**
   * Checks the request against the policies of all its secrets, opens the values, and sends it.
   *
   * @param lookup is called once for each name.
   * @param commitUse is called once all policies allow the request, before a value is opened or a byte is sent. If it
   * throws, such as for an audit event that cannot be written, nothing is opened or sent.
   * @param charge is called with the bytes of all texts to mask, before anything is sent.
   * @throws BadUserInput for an invalid request; InjectionError for a refused or failed one; what `commitUse` throws.
   */
  async perform(
    request: InjectionRequest,
    lookup: SecretLookup,
    commitUse: (use: InjectionUse) => Promise<void> = async () => {},
    charge: (bytes: number) => Promise<void> = async () => {},
  ): Promise<InjectionResponse> {
    const placements = placementsOf(request);
    const secrets = await foundSecrets(placements, lookup);
    for (const placement of placements) {
      requireAllowed(request, placement, secrets.get(placement.reference)!);
    }
    requireAllowedHeaders(request, placements, secrets.values());
    await commitUse(plannedUse(request, placements, secrets));
    const filled = await new InjectionRenderer(request, secrets, this.#now()).render(placements);
    const masked = filled.masked.map((text) => Buffer.from(text));
    await charge(masked.reduce((sum, { length }) => sum + length, 0));
    const patterns = await this.#preparation.patternsOf(masked);
    return this.#upstream.exchange(filled.request, (response) =>
      maskedResponse(response, patterns, this.#upstream.limits.bodyBytes, request.method === 'HEAD'),
    );
  }
}

async function foundSecrets(
  placements: readonly Placement[],
  lookup: SecretLookup,
): Promise<ReadonlyMap<string, InjectableSecret>> {
  const secrets = new Map<string, InjectableSecret>();
  for (const { reference, path } of placements) {
    if (secrets.has(reference)) continue;
    const secret = await lookup(reference);
    if (secret === undefined) {
      throw new InjectionError('SECRET_NOT_FOUND', 'There is no such secret that you may use.', { path });
    }
    secrets.set(reference, secret);
  }
  return secrets;
}

function plannedUse(
  { destination: { host, port, path }, method }: InjectionRequest,
  placements: readonly Placement[],
  secrets: ReadonlyMap<string, InjectableSecret>,
): InjectionUse {
  const used = [...secrets].map(([reference, { id, name, version }]) => {
    const own = placements.filter((placement) => placement.reference === reference);
    return { id, name, version, slots: [...new Set(own.map(({ slot }) => slot))] };
  });
  return { host, port, method, path, secrets: used };
}
