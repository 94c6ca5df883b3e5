import { setTimeout as sleep } from 'node:timers/promises';
import { keptText } from './playground-browser';
import {
  answer,
  createSecret,
  execute,
  expectSoon,
  fillEditor,
  query,
  ready,
  textOf,
  tokenField,
  variables,
} from './playground-driver';
import { describeInBrowser } from './playground-suite';

const value = 'Canary0123456789abcdefghijklmnop';

describeInBrowser('the playground in a browser without a network', (suite) => {
  it('is checked by probes that notice a foreign request, an inline script, an inline style and eval', async () => {
    const { page, complaints, violations, requests } = await suite.start();
    await page.evaluate(`fetch('https://example.com/').catch(() => undefined)`);
    await page.evaluate(
      `document.head.append(Object.assign(document.createElement('script'), { text: '1' }))`,
    );
    await page.evaluate(`document.head.insertAdjacentHTML('beforeend', '<style>b{}</style>')`);
    await page.evaluate(
      `document.body.append(Object.assign(new Image(), { src: 'https://example.com/i.png' }))`,
    );
    await page.evaluate(
      `document.head.append(Object.assign(document.createElement('base'), { href: 'https://example.com/' }))`,
    );
    await page.evaluate(`void setTimeout('1')`);
    await sleep(200);
    expect((await violations()).sort()).toEqual([
      'base-uri',
      'connect-src',
      'img-src',
      'script-src',
      'script-src-elem',
      'style-src-elem',
    ]);
    expect(complaints.length).toBeGreaterThanOrEqual(6);
    expect(requests.filter((url) => !url.startsWith(suite.server.origin))).not.toEqual([]);
  });

  it('loads from its own origin only, without an error', async () => {
    const { page, requests, complaints, violations } = await suite.start();
    await expect(page.title()).resolves.toBe('Secrets gateway playground');
    await expect(page.getByRole('tab').allInnerTexts()).resolves.toEqual([
      'CreateSecret',
      'ListSecrets',
      'Viewer',
      'UpdateSecret',
    ]);
    await page.evaluate('document.fonts.ready');
    const fonts = await page.evaluate(
      `['15px Roboto', '15px "Fira Code"'].map((f) => document.fonts.check(f))`,
    );
    expect(fonts).toEqual([true, true]);
    expect(requests.filter((url) => !url.startsWith(`${suite.server.origin}/`))).toEqual([]);
    await expectSoon(async () => requests.join(), '/graphql.worker-');
    await expectSoon(async () => requests.join(), '/editor.worker-');
    await expectSoon(async () => requests.join(), '/json.worker-');
    expect(complaints).toEqual([]);
    expect(await violations()).toEqual([]);
  });

  it('opens every panel, formats and shows the documentation without an error', async () => {
    const { page, complaints, violations, requests } = await suite.start();
    await fillEditor(page, query(page), '{viewer{id name}}');
    await page.getByLabel(/Prettify query/).click();
    await expectSoon(() => textOf(query(page)), '  viewer {');
    await page.getByLabel('Show Documentation Explorer').click();
    await page.getByRole('link', { name: 'Query', exact: true }).click();
    await expectSoon(
      async () => (await page.locator('.graphiql-plugin').textContent()) ?? '',
      'What can be read.',
    );
    await page.getByLabel('Open short keys dialog').click();
    await page.getByRole('dialog').getByText('Execute query').waitFor();
    await page.keyboard.press('Escape');
    await page.getByLabel('Open settings dialog').click();
    await page.getByRole('dialog').getByText('Clear storage').waitFor();
    await expect(page.getByText('Persist headers').count()).resolves.toBe(0);
    await page.keyboard.press('Escape');
    await query(page).locator('.view-lines').click();
    await page.keyboard.press('F1');
    await page.locator('.quick-input-widget').waitFor();
    expect(complaints).toEqual([]);
    expect(await violations()).toEqual([]);
    expect(requests.filter((url) => !url.startsWith(`${suite.server.origin}/`))).toEqual([]);
  });

  it('completes fields and marks those that do not exist', async () => {
    const { page, complaints } = await suite.start();
    await page.getByLabel('New tab').click();
    await query(page).locator('.view-lines').click();
    await page.keyboard.type('{ vie');
    await page.keyboard.press('Control+Space');
    const suggestion = page.locator('.suggest-widget .monaco-list-row', { hasText: 'viewer' });
    await suggestion.waitFor();
    await page.keyboard.press('Enter');
    await expectSoon(() => textOf(query(page)), 'viewer');
    await fillEditor(page, query(page), '{ absent }');
    await page.locator('.graphiql-query-editor .squiggly-error').waitFor();
    expect(complaints).toEqual([]);
  });

  it('says what to do without a token, and sends no credential', async () => {
    const { page, sent } = await suite.start();
    await expect(page.getByRole('status').textContent()).resolves.toContain('paste the access token');
    await execute(page);
    await answer(page, 'UNAUTHENTICATED');
    expect(sent.length).toBeGreaterThan(1);
    expect(sent.filter(({ authorization }) => authorization !== undefined)).toEqual([]);
  });

  it('refuses to send a token with characters that no token has', async () => {
    const { page, sent } = await suite.start();
    await tokenField(page).fill('pasted “token”');
    sent.length = 0;
    await execute(page);
    expect(await answer(page, 'was not sent')).not.toContain('pasted');
    expect(sent).toEqual([]);
  });

  it('runs the example that creates a secret and shows the mask', async () => {
    const { page, complaints, violations, sent } = await suite.start();
    const shown = await createSecret(page, suite.server.token, value);
    expect(shown).toContain('"value": "[REDACTED]"');
    expect(shown).not.toContain(value);
    const last = sent.at(-1);
    expect(last?.authorization).toBe(`Bearer ${suite.server.token}`);
    expect(last?.body).toContain(value);
    expect(complaints).toEqual([]);
    expect(await violations()).toEqual([]);
  });

  it('runs the operation of a tab right after a change of tabs', async () => {
    const { page } = await suite.start();
    await tokenField(page).fill(suite.server.token);
    await page.evaluate(`document.querySelectorAll('[role=tab] button[id]')[1]?.click()`);
    await page.evaluate(`document.querySelector('[aria-label^="Execute query"]').click()`);
    await answer(page, '"totalCount": 0');
  });

  it('keeps the token and the variables in memory only', async () => {
    const { page, requests } = await suite.start();
    await createSecret(page, suite.server.token, value);
    await page.getByRole('tab', { name: 'Viewer' }).click();
    await expectSoon(() => textOf(query(page)), 'query Viewer');
    await sleep(700); // GraphiQL stores its tabs half a second after the last change.
    const kept = await keptText(page);
    expect(kept).not.toContain(suite.server.token);
    expect(kept).not.toContain(value);
    await expect(page.evaluate('localStorage.length + sessionStorage.length')).resolves.toBe(0);
    expect(requests.join()).not.toContain(suite.server.token);
    expect(page.url()).toBe(`${suite.server.origin}/`);

    for (const leak of [
      `localStorage.setItem('graphiql:token', '${suite.server.token}')`,
      `history.replaceState('${suite.server.token}', '', '/')`,
      `document.querySelector('#access-token').setAttribute('value', '${suite.server.token}')`,
    ]) {
      await page.reload();
      await ready(page);
      expect(await keptText(page)).not.toContain(suite.server.token);
      await page.evaluate(leak);
      expect(await keptText(page)).toContain(suite.server.token);
      await page.evaluate(`localStorage.clear(); history.replaceState(null, '', '/')`);
    }
  });

  it('forgets token, tabs and variables on a reload', async () => {
    const { page } = await suite.start();
    await createSecret(page, suite.server.token, value);
    await page.reload();
    await ready(page);
    await expect(tokenField(page).inputValue()).resolves.toBe('');
    await page.getByRole('tab', { name: 'CreateSecret' }).click();
    await expectSoon(() => textOf(variables(page)), 'paste the value here');
    expect(await textOf(variables(page))).not.toContain(value);
  });
});
