import { InjectionError } from '../upstream/injection.error';
import type { UpstreamRequest } from '../upstream/upstream-client';
import { bodySyntax, type Placement } from './injection-placement';
import type { InjectionRequest } from './injection-request';
import type { InjectableSecret } from './injection-secret';
import { filledTemplate, formEncoded, type TemplateSyntax } from './injection-template';
import {
  basicCredentials,
  cookieHeader,
  type InjectedValue,
  injectedText,
  requireHeaderValue,
} from './injection-value';

/** Sent unless the caller sets them: some services refuse requests without a user agent. */
const DEFAULT_HEADERS = { 'user-agent': 'graphql-secrets-gateway' } as const;

/** The most bytes of all texts to mask in one answer. */
const MAX_MASKED_BYTES = 32 * 1024;

/** The header or query parameter that the auth adds. */
interface AuthParts {
  readonly header?: readonly [string, string];
  readonly query?: string;
}

/** A request with the values in it, and the texts to mask in the answer. */
export interface RenderedRequest {
  readonly request: UpstreamRequest;
  readonly masked: readonly string[];
}

/** Opens the values of one request, and puts them into it. The policies have been checked before. */
export class InjectionRenderer {
  readonly #texts = new Map<string, InjectedValue>();
  readonly #masked = new Set<string>();

  constructor(
    readonly given: InjectionRequest,
    readonly secrets: ReadonlyMap<string, InjectableSecret>,
    readonly at: Date,
  ) {}

  /** Renders the request. @throws InjectionError VALUE_UNFIT for a value that its placement cannot hold. */
  async render(placements: readonly Placement[]): Promise<RenderedRequest> {
    const { destination, method, body } = this.given;
    const auth = await this.#auth();
    for (const placement of placements) {
      if (placement.path !== 'auth.secret_ref') await this.#load(placement);
    }
    const headers = new Map<string, string>(Object.entries(DEFAULT_HEADERS));
    for (const { name, value } of this.given.headers) headers.set(name, this.#fill(value, 'text'));
    headers.set('accept-encoding', 'identity');
    if (auth.header !== undefined) headers.set(auth.header[0], auth.header[1]);
    const query = [destination.query, auth.query].filter((part) => part).join('&');
    const request: UpstreamRequest = {
      ...destination,
      method,
      target: `${destination.path}${query === '' ? '' : `?${query}`}`,
      headers: [...headers],
      body: body === undefined ? undefined : this.#fill(body, bodySyntax(this.given)),
    };
    return { request, masked: this.#boundedMasked() };
  }

  async #auth(): Promise<AuthParts> {
    const { auth, destination } = this.given;
    if (auth === undefined) return {};
    const secret = this.secrets.get(auth.secretRef)!;
    const subject = { path: 'auth.secret_ref', secretId: secret.id };
    if (auth.type === 'cookie') {
      return { header: ['cookie', this.#sent(await cookieHeader(secret, destination, this.at, subject))] };
    }
    const value = await injectedText(secret, this.at, subject);
    if (auth.type === 'basic') {
      return { header: ['authorization', this.#sent(basicCredentials(value, subject))] };
    }
    const text = this.#sent(value);
    if (auth.type === 'api_key' && auth.location === 'query') {
      return { query: `${formEncoded(auth.key)}=${formEncoded(text)}` };
    }
    requireHeaderValue(text, subject);
    if (auth.type === 'bearer') return { header: ['authorization', `Bearer ${text}`] };
    return { header: [auth.key, text] };
  }

  /** Opens the value of a template, and checks that its placement can hold it. */
  async #load({ reference, slot, path }: Placement): Promise<void> {
    const secret = this.secrets.get(reference)!;
    const subject = { path, secretId: secret.id };
    const value = this.#texts.get(reference) ?? (await injectedText(secret, this.at, subject));
    if (slot !== 'body') requireHeaderValue(value.text, subject);
    this.#texts.set(reference, value);
    this.#sent(value);
  }

  /** @throws InjectionError VALUE_UNFIT if the texts are too long in all: searching the answer for them takes long. */
  #boundedMasked(): readonly string[] {
    const masked = [...this.#masked];
    const bytes = masked.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    if (bytes <= MAX_MASKED_BYTES) return masked;
    const message = `The values of a request have at most ${MAX_MASKED_BYTES} bytes in all, with what is derived from them.`;
    throw new InjectionError('VALUE_UNFIT', message);
  }

  #fill(text: string, syntax: TemplateSyntax): string {
    return filledTemplate(text, syntax, (name) => this.#texts.get(name)!.text);
  }

  #sent({ text, masked }: InjectedValue): string {
    for (const each of masked) this.#masked.add(each);
    return text;
  }
}
