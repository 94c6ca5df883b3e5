import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { createTemporaryFolder } from '../support/folder';
import { startCli, startProcess } from '../support/process';
import { ROOT } from '../support/repository';

/** `npm run example:frontend`, running. */
export interface FrontendExample {
  /** Where the page is, with a slash at the end. */
  readonly page: string;
  /** The GraphQL endpoint. */
  readonly gateway: string;
  /** The value that a program gets, as its output shows it. */
  revealed(name: string): Promise<string>;
  stop(): Promise<void>;
}

/** Starts the example as its npm script does after the build, on free ports. */
export async function startExample(): Promise<FrontendExample> {
  const folder = createTemporaryFolder('frontend');
  const example = startProcess(process.execPath, [join(ROOT, 'examples', 'frontend', 'start.mjs')], {
    env: { GATEWAY_PORT: '0', ISSUER_PORT: '0', PAGE_PORT: '0', TMPDIR: folder.path },
  });
  await example.waitForLine(/See examples\/frontend and docs\/frontend\.md/);
  const [, page = '', gateway = ''] =
    /The page is at (http:\S+) and the gateway at (http:\S+)\./.exec(example.stdout()) ?? [];
  const [, data = ''] = /SECRETS_GATEWAY_DATA_DIR=(\S+)/.exec(example.stdout()) ?? [];
  return {
    page,
    gateway,
    revealed: async (name) => {
      const program = startCli(['run', '--', 'printenv', name], { env: { SECRETS_GATEWAY_DATA_DIR: data } });
      expect(await program.exit).toEqual({ code: 0, signal: null });
      return program.stdout().trimEnd();
    },
    stop: async () => {
      await example.kill('SIGTERM');
      folder.remove();
    },
  };
}

/** A browser of one person, with everything that left it. */
export interface Visit {
  readonly page: Page;
  /** The URL, the headers and the body of each request. */
  readonly sent: string[];
  /** Errors and warnings of the console, uncaught exceptions, and broken directives of the policy. */
  complaints(): Promise<string[]>;
}

const recordViolations = `
  globalThis.violations = [];
  document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective));
`;

/** Opens the page in a browser context of its own. */
export async function visit(browser: Browser, address: string): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1200, height: 700 } });
  context.setDefaultTimeout(300_000);
  const page = await context.newPage();
  const sent: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => {
    sent.push(JSON.stringify([request.url(), request.headers(), request.postData()]));
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  await page.addInitScript(recordViolations);
  await page.goto(address);
  return {
    page,
    sent,
    complaints: async () => [...complaints, ...(await page.evaluate<string[]>('globalThis.violations'))],
  };
}

/** Signs in as a person whom the issuer knows. */
export async function signIn(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name }).click();
  await page.getByText(`Signed in as ${name}`).waitFor();
}
