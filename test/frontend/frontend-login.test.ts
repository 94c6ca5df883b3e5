import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describeWithChromium } from '../support/chromium';
import { type FrontendExample, signIn, startExample, visit } from './frontend.fixture';

describeWithChromium('the login of the example page', (browser) => {
  let example: FrontendExample;
  let other: Server | undefined;
  beforeAll(async () => {
    example = await startExample();
  });
  afterAll(async () => {
    other?.close();
    other?.closeAllConnections();
    await example?.stop();
  });

  it('does not take the answer to a login that was not started in this browser', async () => {
    const { page } = await visit(browser(), `${example.page}?code=stolen&state=stolen`);
    await page.getByText('This login was not started here.').waitFor();
    expect(page.url()).toBe(example.page);
    await page.context().close();
  });

  it('shows a person who is no member the id that an owner needs', async () => {
    const { page } = await visit(browser(), example.page);
    await signIn(page, 'Grace Hopper');
    await page.getByRole('heading', { name: 'You are no member yet' }).waitFor();
    expect(await page.locator('main code').textContent()).toMatch(/^user-\w+$/);
    await page.context().close();
  });

  it('uses a code with PKCE, and keeps the token in memory only', async () => {
    const { page, sent, complaints } = await visit(browser(), example.page);
    await signIn(page, 'Ada Lovelace');
    const authorization = sent.find((each) => each.includes('/authorize?')) ?? '';
    expect(authorization).toMatch(/code_challenge=[\w-]{43}&code_challenge_method=S256/);
    expect(sent.find((each) => each.includes('/token"'))).toMatch(/code_verifier=[\w-]{43}/);
    const [, token = ''] = /"authorization":"Bearer ([\w.-]+)"/.exec(sent.join()) ?? [];
    expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    const kept = (): Promise<string> =>
      page.evaluate<string>(
        'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href, document.cookie, document.documentElement.outerHTML])',
      );
    expect(await kept()).not.toContain(token);
    await page.evaluate(`sessionStorage.setItem('token', '${token}')`);
    expect(await kept()).toContain(token);
    expect(await complaints()).toEqual([]);
    await page.reload();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await page.context().close();
  });

  it('is of use only to the configured origin: another page may not call the gateway', async () => {
    const server = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<p>'));
    other = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { page } = await visit(browser(), `http://127.0.0.1:${port}/`);
    const call = `fetch('${example.gateway}', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer x' },
      body: JSON.stringify({ query: '{ __typename }' }),
    }).then((response) => response.status, (error) => error.name)`;
    expect(await page.evaluate(call)).toBe('TypeError');
    await page.goto(example.page);
    expect(await page.evaluate(call)).toBe(401);
    await page.context().close();
  });
});
