import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { PlaygroundServer } from './playground.fixture';
import { ready } from './playground-driver';

/** A request to `/graphql`. */
interface SentOperation {
  /** The Authorization header; undefined if there is none. */
  readonly authorization: string | undefined;
  readonly body: string;
}

/** A page of the playground, and a record of what it does. */
export interface OpenPlayground {
  readonly page: Page;
  /** The address of each request, in order. */
  readonly requests: string[];
  /** Errors and warnings of the console, and uncaught exceptions. */
  readonly complaints: string[];
  /** The GraphQL requests, in order. */
  readonly sent: SentOperation[];
  /** The directives of the Content-Security-Policy that the page violated. */
  violations(): Promise<string[]>;
}

const recordViolations = `
  globalThis.violations = [];
  document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective));
`;

/** Opens the playground in a context of its own and waits until its editors know the schema. */
export async function openPlayground(
  browser: Browser,
  server: PlaygroundServer,
  options: BrowserContextOptions = {},
): Promise<OpenPlayground> {
  const context = await browser.newContext({ viewport: { width: 1360, height: 820 }, ...options });
  context.setDefaultTimeout(300_000);
  const page = await context.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  const sent: SentOperation[] = [];
  page.on('request', (request) => {
    requests.push(request.url());
    if (!request.url().endsWith('/graphql')) return;
    sent.push({ authorization: request.headers().authorization, body: request.postData() ?? '' });
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  await page.addInitScript(recordViolations);
  await page.goto(server.origin);
  await ready(page);
  return { page, requests, complaints, sent, violations: () => page.evaluate('globalThis.violations') };
}

/** Everything in which a page can keep text: storage, address, history, cookies, markup. */
export async function keptText(page: Page): Promise<string> {
  const kept: unknown = await page.evaluate(`(async () => ({
    localStorage: { ...localStorage },
    sessionStorage: { ...sessionStorage },
    address: location.href,
    history: history.state,
    name: window.name,
    title: document.title,
    databases: await indexedDB.databases(),
    caches: await caches.keys(),
    markup: document.documentElement.outerHTML,
  }))()`);
  return JSON.stringify([kept, await page.context().cookies()]);
}
