import type { BrowserContextOptions } from 'playwright-core';
import { describeWithChromium } from '../support/chromium';
import { type PlaygroundServer, startPlaygroundServer } from './playground.fixture';
import { type OpenPlayground, openPlayground } from './playground-browser';

/** What the tests of the suite use. */
export interface PlaygroundSuite {
  readonly server: PlaygroundServer;
  /** Opens the playground in a new context, which the suite closes after the test. */
  start(options?: BrowserContextOptions): Promise<OpenPlayground>;
}

/** A `describe` with one server and one browser for all its tests. After each test the server has no secrets. */
export function describeInBrowser(title: string, define: (suite: PlaygroundSuite) => void): void {
  describeWithChromium(title, (browser) => {
    let server: PlaygroundServer;
    let open: OpenPlayground | undefined;

    beforeAll(async () => {
      server = await startPlaygroundServer();
    });

    afterEach(async () => {
      await open?.page.context().close();
      open = undefined;
      await server?.empty();
    });

    afterAll(() => server?.close());

    define({
      get server() {
        return server;
      },
      start: async (options = {}) => {
        open = await openPlayground(browser(), server, options);
        return open;
      },
    });
  });
}
