import type { Page } from 'playwright-core';
import { describeWithChromium } from '../support/chromium';
import { type FrontendExample, signIn, startExample, type Visit, visit } from './frontend.fixture';

describeWithChromium('the example page', (browser) => {
  let example: FrontendExample;
  const opened: Page[] = [];
  beforeAll(async () => {
    example = await startExample();
  });
  afterEach(async () => {
    for (const page of opened.splice(0)) await page.context().close();
  });
  afterAll(() => example?.stop());

  const ada = async (): Promise<Visit> => {
    const visited = await visit(browser(), example.page);
    opened.push(visited.page);
    await signIn(visited.page, 'Ada Lovelace');
    await visited.page.getByText(/^20 of \d+$/).waitFor();
    return visited;
  };
  const create = async (page: Page, name: string, value: string): Promise<void> => {
    await page.getByRole('button', { name: 'New secret' }).click();
    await page.getByLabel('Name').fill(name);
    await page.getByLabel('Value').fill(value);
    await page.getByLabel('Hide it in the output').uncheck();
    await page.getByRole('button', { name: 'Seal and store' }).click();
  };
  const open = async (page: Page, name: string): Promise<void> => {
    await page.getByRole('button', { name: new RegExp(`^${name} `) }).click();
    await page.getByRole('heading', { name }).waitFor();
  };

  it('tells the person which rule the gateway has refused a secret by, and keeps what was typed', async () => {
    const { page } = await ada();
    await create(page, 'billing_api_key', 'typed once');
    await page.getByRole('alert').filter({ hasText: 'name' }).waitFor();
    expect(await page.getByLabel('Value').inputValue()).toBe('typed once');
    await page.getByLabel('Name').fill('A\u200bB');
    await page.getByRole('button', { name: 'Seal and store' }).click();
    await page.getByRole('alert').filter({ hasText: 'name:' }).waitFor();
  });

  it('fetches a page of the list only when its end comes into sight', async () => {
    const { page, sent, complaints } = await ada();
    const pages = () => sent.filter((each) => each.includes('query Secrets')).length;
    expect(pages()).toBe(1);
    await page.locator('.list ul').hover();
    await page.mouse.wheel(0, 10_000);
    await page.getByText(/^40 of 48$/).waitFor();
    expect(pages()).toBe(2);
    await page.mouse.wheel(0, 10_000);
    await page.getByText(/^48 of 48$/).waitFor();
    const names = await page.locator('.list b').allInnerTexts();
    expect(new Set(names).size).toBe(48);
    expect(await complaints()).toEqual([]);
  });

  it('seals a value before it is sent; a program gets it, and nobody on the way sees it', async () => {
    const { page, sent, complaints } = await ada();
    const value = `canary-${Date.now().toString(36)}-naïve`;
    await create(page, 'SEALED_HERE', value);
    await page.getByRole('heading', { name: 'SEALED_HERE' }).waitFor();
    await page.getByText('20 of 49').waitFor();
    expect(await page.locator('.facts').textContent()).toContain('[REDACTED] version 1');
    const mutation = sent.find((each) => each.includes('mutation CreateSecret')) ?? '';
    expect(mutation).toContain('encryptedValue');
    const encoded = Buffer.from(value).toString('base64').slice(0, 16);
    const found = () => ['canary-', encoded].filter((form) => sent.join().includes(form));
    expect(found()).toEqual([]);
    expect(await page.content()).not.toContain('canary-');
    expect(await complaints()).toEqual([]);
    // The same search finds what is sent openly.
    await page.evaluate(`fetch('${example.gateway}', { method: 'POST', body: '${value} ${encoded}' })`);
    expect(found()).toEqual(['canary-', encoded]);
    await expect(example.revealed('SEALED_HERE')).resolves.toBe(value);
  });

  it('shows who was faster when two change a value, overwrites nothing, and goes on from there', async () => {
    const [first, second] = [await ada(), await ada()];
    await create(first.page, 'RACED', 'one');
    await first.page.getByRole('heading', { name: 'RACED' }).waitFor();
    await second.page.reload();
    await signIn(second.page, 'Ada Lovelace');
    await open(second.page, 'RACED');
    const replace = async ({ page }: Visit, value: string): Promise<void> => {
      await page.getByLabel('New value').fill(value);
      await page.getByRole('button', { name: 'Seal and replace' }).click();
    };
    await replace(first, 'two');
    await first.page.getByText('Value replaced.').waitFor();
    await replace(second, 'three');
    const conflict = second.page.getByRole('alert');
    await conflict.getByText('The value is now version 2; you had seen version 1.').waitFor();
    expect(await conflict.textContent()).toContain('Ada Lovelace changed it');
    await expect(example.revealed('RACED')).resolves.toBe('two');
    await second.page.getByRole('button', { name: 'I have seen it' }).click();
    await second.page.getByRole('button', { name: 'Seal and replace' }).click();
    await second.page.getByText('Value replaced.').waitFor();
    await expect(example.revealed('RACED')).resolves.toBe('three');
  });

  it('does the same for the note, which has no version of its own', async () => {
    const [first, second] = [await ada(), await ada()];
    const name = await first.page.locator('.list b').first().textContent();
    for (const { page } of [first, second]) await open(page, name ?? '');
    const note = async ({ page }: Visit, text: string): Promise<void> => {
      await page.getByLabel('Note').fill(text);
      await page.getByRole('button', { name: 'Save the note' }).click();
    };
    await note(first, 'first was here');
    await first.page.getByText('Note saved.').waitFor();
    await note(second, 'second was here');
    await second.page.getByText('The note is now: first was here').waitFor();
    await second.page.getByRole('button', { name: 'I have seen it' }).click();
    await second.page.getByRole('button', { name: 'Save the note' }).click();
    await second.page.getByText('Note saved.').waitFor();
    await second.page.locator('.list small', { hasText: 'second was here' }).waitFor();
  });

  it('deletes a secret after a second thought', async () => {
    const { page } = await ada();
    await create(page, 'SHORT_LIVED', 'x');
    await page.getByRole('heading', { name: 'SHORT_LIVED' }).waitFor();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Keep it' }).click();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Yes, delete' }).click();
    await page.getByRole('heading', { name: 'New secret' }).waitFor();
    await page.locator('.list b', { hasText: 'SHORT_LIVED' }).waitFor({ state: 'detached' });
  });
});
