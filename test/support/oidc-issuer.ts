import { join } from 'node:path';
import { type StartedProcess, startProcess } from './process';

/** What a token says and who signed it. A claim or a header that is null is left out; others replace the usual ones. */
export interface TokenRequest {
  /** RS256 when left out; one that the issuer has no key for is only claimed in the header. */
  readonly alg?: string;
  /** Usually: iss, `aud: 'gateway'`, `sub: 'subject'`, iat now, exp in ten minutes. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  /** A key of nobody; the public key as an HMAC secret, as PEM or as JWK; or nothing at all. */
  readonly signedWith?: 'unknown' | 'publicKey' | 'publicJwk' | 'nothing';
}

/** How the issuer misbehaves; not at all when empty. */
export interface IssuerMode {
  readonly discovery?: 'redirecting' | 'naming another issuer' | 'without keys' | 'garbage' | 'failing';
  readonly jwks?: 'failing' | 'garbage' | 'malformed' | 'redirecting';
  /** Where the keys are: they may move. */
  readonly jwksPath?: '/jwks' | '/jwks-2';
}

/** An OpenID Connect issuer in a process of its own, on the loopback interface. */
export class OidcIssuer {
  /** What every token's audience is, unless it is said otherwise. */
  static readonly audience = 'gateway';
  /** Its address and its name: `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly #control: string;
  readonly #process: StartedProcess;

  private constructor(url: string, control: string, process: StartedProcess) {
    this.url = url;
    this.#control = control;
    this.#process = process;
  }

  static async start(): Promise<OidcIssuer> {
    const process = startProcess('node', [join(__dirname, 'oidc-issuer.process.mjs')]);
    const line = await process.waitForLine(/^issuer /);
    const [, url = '', , control = ''] = line.split(' ');
    return new OidcIssuer(url, control, process);
  }

  /** A signed token. */
  mint(request: TokenRequest = {}): Promise<string> {
    return this.#command('mint', request);
  }

  /** Makes new keys; the old ones are no longer served unless they are kept. */
  rotate(options: { readonly keep?: boolean } = {}): Promise<void> {
    return this.#command('rotate', options);
  }

  /** Misbehaves from now on, or behaves again. */
  serve(mode: IssuerMode): Promise<void> {
    return this.#command('serve', mode);
  }

  /** Accepts no connection any more; tokens can still be minted. */
  down(): Promise<void> {
    return this.#command('down');
  }

  /** Is there again, at the same address. */
  up(): Promise<void> {
    return this.#command('up');
  }

  /** The paths that were asked for since the last call. */
  requests(): Promise<string[]> {
    return this.#command('requests');
  }

  /** Ends the process. */
  async stop(): Promise<void> {
    await this.#process.kill('SIGTERM');
  }

  async #command<Result>(name: string, given: object = {}): Promise<Result> {
    const response = await fetch(`${this.#control}/${name}`, { method: 'POST', body: JSON.stringify(given) });
    return (await response.json()) as Result;
  }
}
