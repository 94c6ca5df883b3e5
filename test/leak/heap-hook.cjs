// Loaded into a gateway under test. On SIGUSR2 it collects garbage and writes a heap snapshot into the folder that
// LEAK_SNAPSHOT names; LEAK_HELD is a text it holds on to, so that the search has something to find.
const { renameSync } = require('node:fs');
const { join } = require('node:path');
const { writeHeapSnapshot } = require('node:v8');

const folder = process.env.LEAK_SNAPSHOT;
// Decoded here, so that the text itself is not in the environment, which is part of the heap.
globalThis.held = Buffer.from(process.env.LEAK_HELD ?? '', 'hex').toString('latin1');
let count = 0;

process.on('SIGUSR2', async () => {
  for (let round = 0; round < 3; round++) {
    globalThis.gc();
    await new Promise((next) => setTimeout(next, 50));
  }
  count += 1;
  const path = join(folder, `${count}.heapsnapshot`);
  writeHeapSnapshot(`${path}.part`);
  renameSync(`${path}.part`, path);
});
