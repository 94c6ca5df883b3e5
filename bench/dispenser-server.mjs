// The dispenser as `dispense` starts it, on the data folder of the benchmark.
import { createRequire } from 'node:module';
import { reportCpu } from './cpu-report.mjs';

const require = createRequire(import.meta.url);
const { createDispenser } = require('../dist/dispenser/dispenser.js');
const { readOpeningKeys } = require('../dist/dispenser/local/opening-key-file.js');
const { readConfig } = require('../dist/config/config.js');
const { dispenserEnvironment } = require('../dist/config/dispenser.js');
const { Log } = require('../dist/log.js');

const config = readConfig(dispenserEnvironment(process.env));
const keys = readOpeningKeys({ text: undefined, file: config.openingKeyFile });
const dispenser = await createDispenser(config, keys, new Log('silent', () => {}));
reportCpu((await dispenser.listen()).port);
