import { startTestGateway, type TestGateway } from './support/gateway';
import { OidcIssuer } from './support/oidc-issuer';

const VIEWER = '{ viewer { id kind } }';

describe('a gateway with an identity provider', () => {
  let issuer: OidcIssuer;
  const gateways: TestGateway[] = [];
  const start = async (environment = {}) => {
    const gateway = await startTestGateway({ environment });
    gateways.push(gateway);
    return gateway;
  };

  beforeAll(async () => {
    issuer = await OidcIssuer.start();
  });
  afterAll(async () => {
    await Promise.all(gateways.map((gateway) => gateway.close()));
    await issuer.stop();
  });

  it('accepts a token of the configured issuer and audience, and no other', async () => {
    const gateway = await start({
      SECRETS_GATEWAY_OIDC_ISSUER: issuer.url,
      SECRETS_GATEWAY_OIDC_AUDIENCE: OidcIssuer.audience,
    });
    const accepted = await gateway.graphql(VIEWER, undefined, await issuer.mint());
    const wrong = await issuer.mint({ claims: { aud: 'another audience' } });
    const refused = await gateway.graphql(VIEWER, undefined, wrong);

    expect(accepted.body).toEqual({
      data: { viewer: { id: expect.stringMatching(/^user-/), kind: 'USER' } },
    });
    expect([refused.status, refused.body.errors[0].extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
  });

  it('accepts no such token when none is configured', async () => {
    const gateway = await start();
    const { status, body } = await gateway.graphql(VIEWER, undefined, await issuer.mint());

    expect([status, body.errors[0].extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
    expect((await gateway.graphql(VIEWER)).status).toBe(200);
  });
});
