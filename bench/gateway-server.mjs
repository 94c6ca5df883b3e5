// The gateway as `serve` starts it, on the data folder of the benchmark.
import { createRequire } from 'node:module';
import { reportCpu } from './cpu-report.mjs';

const require = createRequire(import.meta.url);
const { createGateway } = require('../dist/gateway.js');
const { readConfig } = require('../dist/config/config.js');
const { Log } = require('../dist/log.js');

const gateway = await createGateway(
  readConfig({ ...process.env, SECRETS_GATEWAY_PORT: '0', SECRETS_GATEWAY_PLAYGROUND: 'off' }),
  new Log('silent', () => {}),
);
const { port } = await gateway.listen();
reportCpu(port);
