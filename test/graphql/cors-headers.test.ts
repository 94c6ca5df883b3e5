import { startTestGateway, type TestGateway } from '../support/gateway';

const ORIGIN = 'https://app.example.com';
const SENT = [
  'authorization',
  'content-type',
  'traceparent',
  'tracestate',
  'baggage',
  'sentry-trace',
  'apollographql-client-name',
  'apollographql-client-version',
  'x-request-id',
];

describe('the preflight of a browser', () => {
  let gateway: TestGateway;
  const start = async (environment: Record<string, string> = {}) => {
    gateway = await startTestGateway({
      environment: { SECRETS_GATEWAY_CORS_ORIGINS: ORIGIN, ...environment },
    });
  };
  afterEach(() => gateway.close());

  /** The headers that the gateway lets a page send. */
  const allowed = async (origin = ORIGIN) => {
    const { headers } = await gateway.gateway.app.inject({
      method: 'OPTIONS',
      url: '/graphql',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': SENT.join(','),
      },
    });
    const names =
      headers['access-control-allow-origin'] === origin ? headers['access-control-allow-headers'] : '';
    return String(names)
      .split(',')
      .map((each) => each.trim());
  };

  it('lists what tools of browsers send, and nothing that nobody asked for', async () => {
    await start();
    const names = await allowed();
    expect(names).toEqual(expect.arrayContaining(SENT));
    expect(names).not.toContain('cookie');
    expect(names).not.toContain('*');
    expect(await allowed('https://evil.example.com')).toEqual(['']);
  });

  it('lists what is configured in place of it', async () => {
    await start({ SECRETS_GATEWAY_CORS_HEADERS: 'X-Trace, x-tenant' });
    const names = await allowed();
    expect(names).toEqual(expect.arrayContaining(['authorization', 'x-trace', 'x-tenant']));
    expect(names).not.toContain('traceparent');
  });

  it.each(['*', 'a b', 'a:b', 'a,,b', 'a;b', 'ä', 'x'.repeat(65)])(
    'is not configured with %j',
    async (text) => {
      await start();
      await expect(startTestGateway({ environment: { SECRETS_GATEWAY_CORS_HEADERS: text } })).rejects.toThrow(
        /^SECRETS_GATEWAY_CORS_HEADERS: give names/,
      );
    },
  );
});
