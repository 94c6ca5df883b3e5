import type { Browser, BrowserContextOptions } from 'playwright-core';
import { hasChromium, launchChromium, type OpenPlayground, openPlayground } from './playground.browser';
import { type PlaygroundServer, startPlaygroundServer } from './playground.fixture';

/** What a test of the suite works with. */
export interface PlaygroundSuite {
  readonly server: PlaygroundServer;
  /** Opens the playground in a new context, which the suite closes after the test. */
  start(options?: BrowserContextOptions): Promise<OpenPlayground>;
}

/**
 * A `describe` with one server and one browser for all its tests. Without a Chromium it is skipped with a line that
 * says so, but never in CI (`CI` set), where it fails.
 */
export function describeInBrowser(title: string, define: (suite: PlaygroundSuite) => void): void {
  const skipped = !hasChromium && !process.env.CI;
  if (skipped) {
    process.stderr.write(`Skipped: ${title}. It needs /usr/bin/chromium, or CHROMIUM=<path>.\n`);
  }
  (skipped ? describe.skip : describe)(title, () => {
    let server: PlaygroundServer;
    let browser: Browser;
    let open: OpenPlayground | undefined;

    beforeAll(async () => {
      if (!hasChromium) throw new Error('CI must have a Chromium: the playground is never skipped there');
      server = await startPlaygroundServer();
      browser = await launchChromium();
    }, 60_000);

    afterEach(async () => {
      await open?.page.context().close();
      open = undefined;
      await server?.empty();
    });

    afterAll(async () => {
      await browser?.close();
      await server?.close();
    });

    define({
      get server() {
        return server;
      },
      start: async (options = {}) => {
        open = await openPlayground(browser, server, options);
        return open;
      },
    });
  });
}
