import { Unauthenticated } from '../core/errors';
import type { Origin, Principal } from '../core/principal';
import type { AuthenticationService } from '../services/authentication.service';
import type { OidcVerifier } from './oidc-verifier';

// RFC 6750 §2.1. GitHub's clients write `token` in place of `Bearer`.
const AUTHORIZATION = /^(?:Bearer|token) +([\x21-\x7e]{1,8192})$/i;
const JSON_WEB_TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Turns the `Authorization` header into a principal. */
export class Authenticator {
  readonly #service: AuthenticationService;
  readonly #oidc: OidcVerifier | undefined;

  /** @param oidc undefined if users cannot log in with JSON Web Tokens. */
  constructor(service: AuthenticationService, oidc: OidcVerifier | undefined) {
    this.#service = service;
    this.#oidc = oidc;
  }

  /** Whether a credential is valid now. Records nothing. @throws Unavailable if that cannot be checked. */
  async recognizes(authorization: string | undefined): Promise<boolean> {
    const credential = AUTHORIZATION.exec(authorization ?? '')?.[1];
    if (credential === undefined) return false;
    if (this.#oidc === undefined || !JSON_WEB_TOKEN.test(credential))
      return this.#service.recognizes(credential);
    return (await this.#oidc.verify(credential)) !== undefined;
  }

  /**
   * @param authorization the value of the header; undefined if there is none.
   * @returns undefined for an anonymous request.
   * @throws Unauthenticated for a credential that is not valid now; Unavailable if that cannot be checked.
   */
  async principal(authorization: string | undefined, origin: Origin): Promise<Principal | undefined> {
    if (authorization === undefined) return undefined;
    // A malformed header takes the path of an unknown token.
    const credential = AUTHORIZATION.exec(authorization)?.[1] ?? '';
    if (this.#oidc === undefined || !JSON_WEB_TOKEN.test(credential))
      return this.#service.ofToken(credential, origin);
    const user = await this.#oidc.verify(credential);
    if (user === undefined) {
      await this.#service.refuse(origin);
      throw new Unauthenticated();
    }
    return this.#service.ofUser(user, origin);
  }
}
