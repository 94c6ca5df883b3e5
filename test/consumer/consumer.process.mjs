// A workload in a process of its own: it fetches, polls, watches and has requests made, without a pause, and prints what
// came of each as a line of JSON. Arguments: the URL of the built client, its file, and the URL of the upstream. Values
// are never printed.
import { setTimeout as pause } from 'node:timers/promises';

const [clientUrl, file, upstream] = process.argv.slice(2);
const { ConsumerClient } = await import(clientUrl);
const client = ConsumerClient.fromFile(file);
const only = ['K_VALUE'];
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const usesOf = (secrets) => secrets.items.map(({ name, version }) => `${name}@${version}`);
const failed = (what, error) => say({ failed: what, code: error.code ?? String(error.name) });

async function repeat(what, once) {
  for (;;) {
    try {
      say({ did: what, ...(await once()) });
    } catch (error) {
      failed(what, error);
    }
    await pause(100);
  }
}

let known;
const loops = [
  repeat('deliver', async () => {
    known = await client.deliver({ only });
    return { uses: usesOf(known) };
  }),
  repeat('poll', async () => {
    const changed = await client.deliverUnless(known, { only });
    return { uses: changed === undefined ? [] : usesOf(changed) };
  }),
  repeat('inject', async () => {
    const auth = { type: 'custom_header', key: 'X-Api-Key', secret_ref: 'K_SENT' };
    const { status, body } = await client.inject({ url: upstream, auth });
    return { status, body };
  }),
];
for await (const changed of client.watch({ onTrouble: (error) => failed('watch', error) })) {
  say({ did: 'watch', uses: usesOf(changed) });
}
await Promise.all(loops);
