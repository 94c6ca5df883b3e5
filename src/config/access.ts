import { addressRanges, ConfigError, origins, publicUrl, type Setting, setting } from './setting';

/** Under which names, and through which proxies and pages, the gateway is reached. */
export const ACCESS_SETTINGS = {
  corsOrigins: origins({
    name: 'SECRETS_GATEWAY_CORS_ORIGINS',
    unit: 'origins',
    default: [],
    doc: 'Browser origins that may call the gateway, separated by commas.',
  }),
  corsHeaders: setting<readonly string[]>(
    {
      name: 'SECRETS_GATEWAY_CORS_HEADERS',
      unit: 'names',
      default: [
        'traceparent',
        'tracestate',
        'baggage',
        'sentry-trace',
        'apollographql-client-name',
        'apollographql-client-version',
      ],
      doc: 'Headers that pages of these origins may send besides `Authorization`, `Content-Type`, `X-Request-Id` and `Apollo-Require-Preflight`, separated by commas. The default has those of tracing and of Apollo Client.',
    },
    (given) => {
      const names = given.split(',').map((each) => each.trim().toLowerCase());
      // RFC 9110 §5.6.2.
      if (names.every((each) => /^[!#$%&'+.^_`|~0-9a-z-]{1,64}$/.test(each))) return names;
      throw new ConfigError(
        'SECRETS_GATEWAY_CORS_HEADERS',
        'give names of headers, like traceparent, separated by commas',
      );
    },
  ),
  hostNames: setting<readonly string[]>(
    {
      name: 'SECRETS_GATEWAY_HOST_NAMES',
      unit: 'names',
      default: [],
      doc: 'Names that the `Host` header of a request may have on loopback, besides `localhost` and loopback addresses; separated by commas. For a proxy on the same machine that keeps the header. Anywhere else every name is answered.',
    },
    (given) => {
      const names = given
        .toLowerCase()
        .split(',')
        .map((each) => each.trim());
      if (names.every((each) => /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/.test(each))) return names;
      throw new ConfigError(
        'SECRETS_GATEWAY_HOST_NAMES',
        'give names without ports, like secrets.example.com, separated by commas',
      );
    },
  ),
  publicUrl: publicUrl({
    name: 'SECRETS_GATEWAY_PUBLIC_URL',
    unit: 'URL',
    doc: 'Where clients reach the gateway, such as `https://example.com/secrets`, for links in its answers. Requests may have its path in front or not, and its host name counts as one of `SECRETS_GATEWAY_HOST_NAMES`. Without it, links follow the request and trusted proxies.',
  }),
  trustedProxies: addressRanges({
    name: 'SECRETS_GATEWAY_TRUSTED_PROXIES',
    unit: 'ranges',
    default: [],
    doc: 'Proxies whose headers name the address of the caller, and the scheme, host and path prefix of links: `X-Forwarded-For`, `-Proto`, `-Host` and `-Prefix`, or `Forwarded`.',
  }),
} satisfies Record<string, Setting<unknown>>;
