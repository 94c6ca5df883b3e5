// The database and the keys that a benchmark runs on.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** The token of the first owner. */
export const TOKEN = 'bench-token-of-the-first-owner-0123456789';

/**
 * Generates keys, creates a gateway that does not listen, and has `fill` put data into it.
 *
 * @template T
 * @param {Record<string, string>} env with `SECRETS_GATEWAY_DATA_DIR` and the token as `SECRETS_GATEWAY_BOOTSTRAP_TOKEN`
 * @param {(ask: (query: string, variables?: object) => Promise<any>) => Promise<T>} fill
 * @returns {Promise<T>}
 */
export async function fillGateway(env, fill) {
  const generate = fork(new URL('../dist/main.js', import.meta.url), ['keys', 'generate'], {
    env,
    silent: true,
  });
  await once(generate, 'exit');
  const { createGateway } = require('../dist/gateway.js');
  const { readConfig } = require('../dist/config/config.js');
  const { Log } = require('../dist/log.js');
  const config = readConfig({ ...env, SECRETS_GATEWAY_PLAYGROUND: 'off' });
  const gateway = await createGateway(config, new Log('silent', () => {}));
  const ask = async (query, variables) => {
    const response = await gateway.app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      payload: JSON.stringify({ query, variables }),
    });
    return JSON.parse(response.body).data;
  };
  try {
    return await fill(ask);
  } finally {
    await gateway.close();
  }
}
