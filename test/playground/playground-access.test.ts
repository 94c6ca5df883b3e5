import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { readExamples } from '../../src/graphql/playground/playground-assets';
import {
  answer,
  execute,
  expectSoon,
  giveToken,
  query,
  textOf,
  tokenField,
  variables,
} from './playground-driver';
import { describeInBrowser } from './playground-suite';

const exampleCount = readExamples(join(__dirname, '../../schema/examples.graphql')).length;

describeInBrowser('the playground for users', (suite) => {
  const focused = (page: Page) =>
    page.evaluate<string>(`(() => {
      const { activeElement: element } = document;
      const editor = element.closest('.graphiql-query-editor, .graphiql-editor-tool, .result-window');
      const place = editor ? editor.className.split(' ')[0] + ' ' : '';
      return place + (element.id || element.getAttribute('aria-label') || element.tagName.toLowerCase());
    })()`);

  it('works with the keyboard only', async () => {
    const { page } = await suite.start();
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('access-token');
    await page.keyboard.type(suite.server.token);
    await page.keyboard.press('Enter');
    expect(await focused(page)).toContain('graphiql-query-editor');
    await expectSoon(() => textOf(variables(page)), `"organizationId": "${suite.server.organizationId}"`);
    await page.keyboard.press('Control+Enter');
    await answer(page, '"value": "[REDACTED]"');

    await page.keyboard.press('Escape');
    expect(await focused(page)).toBe('graphiql-query-editor div');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toContain('Execute query');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+End');
    await page.keyboard.type(' # typed');
    await expectSoon(() => textOf(query(page)), '} # typed');

    await tokenField(page).focus();
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('example');
    await page.keyboard.press('End');
    await expect(page.getByRole('tab').count()).resolves.toBe(4);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expectSoon(() => textOf(query(page)), 'mutation DeleteOrganization');
    expect(await focused(page)).toContain('graphiql-query-editor');
    await expectSoon(() => textOf(variables(page)), '{{otherOrganizationId}}');
    expect((await page.getByRole('tab').allInnerTexts()).at(-1)).toBe('DeleteOrganization');
  });

  it('names its fields and controls', async () => {
    const { page } = await suite.start();
    await expect(tokenField(page).getAttribute('type')).resolves.toBe('password');
    await expect(tokenField(page).getAttribute('autocomplete')).resolves.toBe('off');
    await expect(page.getByLabel('Examples').locator('option').allInnerTexts()).resolves.toHaveLength(
      exampleCount,
    );
    const nameless = `[...document.querySelectorAll('button, select, input, a[href]')].filter((element) =>
      !(element.innerText.trim() || element.getAttribute('aria-label') || element.labels?.length)
    ).map((element) => element.outerHTML)`;
    expect(await page.evaluate(nameless)).toEqual([]);
    await page.evaluate(`document.body.append(document.createElement('button'))`);
    expect(await page.evaluate(nameless)).toHaveLength(1);
  });

  it('follows the light or dark theme of the system while it is open, until a theme is chosen', async () => {
    const { page } = await suite.start({ colorScheme: 'dark' });
    const looks = async (): Promise<string> => {
      const brightness = `(() => {
        const of = (element) => getComputedStyle(element).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number);
        return of(document.querySelector('.playground-header')).reduce((a, b) => a + b) > 382 ? 'light' : 'dark';
      })()`;
      const editor = (await page.locator('.monaco-editor.vs-dark').count()) > 0 ? 'dark' : 'light';
      return `${await page.evaluate<string>(brightness)} page, ${editor} editor`;
    };
    await expectSoon(looks, 'dark page, dark editor');
    await page.emulateMedia({ colorScheme: 'light' });
    await expectSoon(looks, 'light page, light editor');
    await page.getByLabel('Open settings dialog').click();
    await page.getByRole('button', { name: 'Dark' }).click();
    await page.keyboard.press('Escape');
    await expectSoon(looks, 'dark page, dark editor');
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.emulateMedia({ colorScheme: 'light' });
    await sleep(200);
    expect(await looks()).toBe('dark page, dark editor');
  });

  const screenshot = process.env.PLAYGROUND_SCREENSHOT ?? '';
  (screenshot ? it : it.skip)(
    'is drawn for the documentation when PLAYGROUND_SCREENSHOT names a file',
    async () => {
      const { page } = await suite.start({ colorScheme: 'light', viewport: { width: 1360, height: 850 } });
      await giveToken(page, suite.server.token);
      await execute(page);
      await answer(page, '[REDACTED]');
      await page.locator('h1').click();
      await page.mouse.move(1, 1);
      await sleep(500);
      await page.screenshot({ path: screenshot });
    },
  );
});
