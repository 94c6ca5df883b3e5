import type { IncomingMessage } from 'node:http';

const HOST = /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252})|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/;
/** Whole segments of a path, none of which a client would resolve. */
const PREFIX = /^(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._~-]{1,64}){1,8}$/;

/** The parts of a public address that trusted proxies say. */
interface ForwardedParts {
  readonly isHttps: boolean;
  readonly host: string;
  readonly prefix: string;
}

/**
 * The start of all links for a request, without a slash at its end: what trusted proxies and the request itself say. A caller
 * can send any text as host: only a well-formed one goes into links.
 */
export function publicUrlOf(
  { headers }: Pick<IncomingMessage, 'headers'>,
  { isHttps, host, prefix }: ForwardedParts,
): string {
  const named = [host, headers.host ?? ''].find((each) => HOST.test(each)) ?? 'localhost';
  return `${isHttps ? 'https' : 'http'}://${named}${PREFIX.test(prefix) ? prefix : ''}`;
}

/**
 * Removes the path of SECRETS_GATEWAY_PUBLIC_URL from the path of a request. A proxy may remove it itself or leave it.
 *
 * @returns the same text if it does not begin with whole segments of the path.
 */
export function belowPublicUrl(
  configured: string,
): (request: { readonly url?: string | undefined }) => string {
  const { pathname } = new URL(configured);
  const prefix = pathname === '/' ? '' : pathname;
  return ({ url = '/' }) => {
    if (prefix === '' || !url.startsWith(prefix)) return url;
    const rest = url.slice(prefix.length);
    if (rest.startsWith('/')) return rest;
    return rest === '' || rest.startsWith('?') ? `/${rest}` : url;
  };
}
