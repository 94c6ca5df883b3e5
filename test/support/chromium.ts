import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const hasChromium = existsSync(executablePath);

/** Starts a headless Chromium whose network ends at 127.0.0.1: every other name fails to resolve. */
function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    headless: true,
    timeout: 300_000,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
    ],
  });
}

/**
 * A `describe` with one browser for all its tests. Without a Chromium it is skipped with a line that says so, but never
 * in CI (`CI` set), where it fails.
 */
export function describeWithChromium(title: string, define: (browser: () => Browser) => void): void {
  const skipped = !hasChromium && !process.env.CI;
  if (skipped) {
    process.stderr.write(`Skipped: ${title}. It needs /usr/bin/chromium, or CHROMIUM=<path>.\n`);
  }
  (skipped ? describe.skip : describe)(title, () => {
    let browser: Browser;
    beforeAll(async () => {
      if (!hasChromium)
        throw new Error('CI must have a Chromium: tests in a browser are never skipped there');
      browser = await launchChromium();
    });
    afterAll(() => browser?.close());
    define(() => browser);
  });
}
