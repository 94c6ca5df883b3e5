const PROXY_VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'] as const;

let proxied: Promise<typeof fetch> | undefined;

/**
 * `fetch` through the proxy that `HTTPS_PROXY` or `HTTP_PROXY` names, except for hosts in `NO_PROXY`. Node.js itself does not
 * use these variables before version 24.
 */
export async function proxiedFetch(url: string, init: RequestInit): Promise<Response> {
  if (!PROXY_VARIABLES.some((name) => process.env[name])) return fetch(url, init);
  proxied ??= fetchWithProxy();
  return (await proxied)(url, init);
}

async function fetchWithProxy(): Promise<typeof fetch> {
  const { EnvHttpProxyAgent, fetch: fetchWith } = await import('undici');
  const dispatcher = new EnvHttpProxyAgent();
  return ((url: string, init: object) => fetchWith(url, { ...init, dispatcher })) as unknown as typeof fetch;
}
