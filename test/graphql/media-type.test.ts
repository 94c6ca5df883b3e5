import { Octokit } from '@octokit/rest';
import { startTestGateway, type TestGateway } from '../support/gateway';

const QUERY = '{ viewer { id } }';

describe('GraphQL and the media types of GitHub’s clients', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
  });
  afterAll(() => gateway.close());

  const post = async (
    headers: Record<string, string>,
    payload: string = JSON.stringify({ query: QUERY }),
  ) => {
    const reply = await gateway.gateway.app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { authorization: `Bearer ${gateway.ownerToken}`, ...headers },
      payload: Buffer.from(payload),
    });
    return { status: reply.statusCode, type: reply.headers['content-type'], body: reply.json() };
  };
  const JSON_TYPE = { 'content-type': 'application/json' };

  it.each([
    'application/vnd.github+json',
    'application/vnd.github.v3+json',
    'application/vnd.github.merge-info-preview+json, application/vnd.github.nebula-preview',
    'text/plain;q=0.1, application/vnd.github+json',
  ])('answers with JSON to those who accept %s', async (accept) => {
    const { status, type, body } = await post({ ...JSON_TYPE, accept });
    expect([status, type, typeof body.data?.viewer.id]).toEqual([
      200,
      'application/json; charset=utf-8',
      'string',
    ]);
  });

  it('reads no body before it knows who sent it', async () => {
    const malformed = '{';
    const wrong = { ...JSON_TYPE, authorization: 'Bearer nobody' };
    expect([(await post(JSON_TYPE, malformed)).status, (await post(wrong, malformed)).status]).toEqual([
      400, 401,
    ]);
  });

  it.each(['text/html', 'application/vnd.gitlab+json', 'image/png'])(
    'answers nothing to those who accept %s',
    async (accept) => {
      expect((await post({ ...JSON_TYPE, accept })).status).toBe(406);
    },
  );

  it.each([
    'application/vnd.github+json',
    'application/vnd.github.v3+json; charset=utf-8',
    'Application/Vnd.GitHub+JSON',
  ])('reads a body of type %s, as strictly as any other', async (type) => {
    const { status, body } = await post({ 'content-type': type });
    expect([status, typeof body.data?.viewer.id]).toEqual([200, 'string']);
    const strict = await post({ 'content-type': type }, `{"query":"${QUERY}","query":"${QUERY}"}`);
    expect([strict.status, strict.body.errors[0].extensions.code]).toEqual([400, 'BAD_REQUEST']);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=b',
    'application/vnd.github.v3',
    'application/vnd.github+jsonp',
    'application/vnd.github.v3+json; charset=utf-16',
    'text/plain; application/vnd.github+json',
    'application/vnd.githubx+json',
  ])('reads no body of type %s, which a page of another site could send', async (type) => {
    const { status, body } = await post({ 'content-type': type });
    expect([status, body.errors[0].extensions.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
  });

  it('answers Octokit', async () => {
    const { port } = await gateway.gateway.listen();
    const octokit = new Octokit({ auth: gateway.ownerToken, baseUrl: `http://127.0.0.1:${port}` });
    expect(await octokit.graphql(QUERY)).toEqual({ viewer: { id: expect.any(String) } });
  });
});
