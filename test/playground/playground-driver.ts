import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';

/** Waits for the editors and for the schema, whose button is disabled until it is loaded. */
export async function ready(page: Page): Promise<void> {
  await page.locator('.graphiql-query-editor .view-line').first().waitFor();
  await page.locator('.result-window .monaco-editor').waitFor();
  await page.locator('.graphiql-sidebar button[aria-label^="Re-fetch"]:not([disabled])').waitFor();
}

/** The text of an editor. It shows spaces as no-break spaces. */
export async function textOf(editor: Locator): Promise<string> {
  const text = await editor.locator('.view-lines').innerText();
  return text.replaceAll('\u00a0', ' ');
}

/** Replaces the text of an editor, and deletes the brackets that the editor adds. */
export async function fillEditor(page: Page, editor: Locator, text: string): Promise<void> {
  await editor.locator('.view-lines').click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(text);
  await page.keyboard.press('ControlOrMeta+Shift+End');
  await page.keyboard.press('Delete');
}

/** The editor of the operation. */
export const query = (page: Page): Locator => page.locator('.graphiql-query-editor .graphiql-editor');

/** The editor of the variables. */
export const variables = (page: Page): Locator => page.locator('.graphiql-editor-tool .graphiql-editor');

/** The field of the access token. */
export const tokenField = (page: Page): Locator => page.getByLabel('Access token');

/** Clicks the button that runs the operation. */
export const execute = (page: Page): Promise<void> => page.getByLabel(/Execute query/).click();

/** Waits until the result of `read` contains `text`. Fails with the last result after five minutes. */
export async function expectSoon(read: () => Promise<string>, text: string): Promise<void> {
  for (const end = Date.now() + 300_000; Date.now() < end; await sleep(100)) {
    if ((await read()).includes(text)) return;
  }
  expect(await read()).toContain(text);
}

/** Waits for an answer that contains `text` and returns all of it. */
export async function answer(page: Page, text: string): Promise<string> {
  const read = (): Promise<string> => textOf(page.locator('.result-window'));
  await expectSoon(read, text);
  return read();
}

/** Enters the token and waits until the example that creates a secret has the caller's organization. */
export async function giveToken(page: Page, token: string): Promise<void> {
  await tokenField(page).fill(token);
  await page.getByRole('tab', { name: 'CreateSecret' }).click();
  await expectSoon(() => textOf(variables(page)), '"organizationId": "org-');
}

/** Runs the example that creates a secret with this value, and returns the answer. */
export async function createSecret(page: Page, token: string, value: string): Promise<string> {
  await giveToken(page, token);
  const shown = JSON.parse(await textOf(variables(page)));
  await fillEditor(page, variables(page), JSON.stringify({ input: { ...shown.input, value } }));
  await execute(page);
  return answer(page, '"createSecret"');
}
