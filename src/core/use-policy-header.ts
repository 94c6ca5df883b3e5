/**
 * Headers that steer the connection or the routing: a value there could move the request to another host, path or method
 * than the policy allowed, or change where it ends (RFC 9110 §7.6.1, RFC 9112 §6). Also headers that choose the encoding of
 * the answer: a value that is echoed in parts or in another charset could not be masked.
 */
const ROUTING_HEADER =
  /^(?:host|connection|keep-alive|te|trailer|transfer-encoding|content-(?:length|encoding)|upgrade|expect|accept-(?:encoding|charset)|(?:if-)?range|via|http2-settings|forwarded|x-forwarded-.*|x-original-.*|x-rewrite-.*|x-override-.*|x-host|x-http-(?:method|method-override|verb)|x-method-override|proxy-.*|:.*)$/;

/** Headers that describe the content, the wanted answer or the caller, and that no server uses to route a request. */
const EVERYDAY_HEADER =
  /^(?:accept|accept-language|authorization|cache-control|content-(?:disposition|language|md5|type)|cookie|date|digest|dpop|(?:x-)?idempotency-key|if-(?:match|none-match|modified-since|unmodified-since)|origin|pragma|prefer|referer|traceparent|tracestate|user-agent|x-(?:correlation|request)-id|[a-z0-9-]*-version)$/;

/** Parameters that frameworks read as the method of the request, by their letters alone. */
const METHOD_PARAMETER = /^(?:x?http(?:method|verb)(?:override)?|x?methodoverride)$/;

/** Decoding stops after this many steps; a name that still changes is refused. */
const MOST_DECODINGS = 5;

/**
 * The name that servers may compare. CGI and its descendants turn `-` into `_` (RFC 3875 §4.1.18), so both are one
 * character.
 *
 * @param name in any case.
 */
export function foldedHeader(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}

/** Whether neither a caller nor a secret may set a header, also if it is written with `_` for `-`. */
export function isRoutingHeader(name: string): boolean {
  return ROUTING_HEADER.test(foldedHeader(name));
}

/** Whether a caller may set a header that the policy does not name. @param name in lower case. */
export function isEverydayHeader(name: string): boolean {
  return EVERYDAY_HEADER.test(name);
}

/**
 * Whether a text of parameters (a query or the body of a form) holds one that makes some frameworks use another method
 * than the one that the policy allowed, such as `_method`.
 */
export function overridesMethod(parameters: string): boolean {
  return parameters.split(/[&;]/).some((pair) => isMethodParameter(pair.split('=', 1)[0]!));
}

function isMethodParameter(encoded: string): boolean {
  let name = encoded.replaceAll('+', ' ');
  for (let step = 0; /%[0-9a-f]{2}/i.test(name); step += 1) {
    if (step === MOST_DECODINGS) return true;
    name = name.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  }
  const folded = name.toLowerCase();
  return /^[^a-z0-9]+method[^a-z0-9]*$/.test(folded) || METHOD_PARAMETER.test(folded.replace(/[^a-z]/g, ''));
}
