// A small process that outlives a test run which was interrupted, kill -9 included. Its standard input is a pipe from
// the test process: each line adds or removes one thing to clean. When the pipe closes, for whatever reason, it ends
// the processes and then removes the folders that are still on its list.
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

const GRACE_MILLISECONDS = 3000;
const kept = new Map();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
for await (const line of createInterface({ input: process.stdin })) {
  const { id, entry } = JSON.parse(line);
  if (entry) kept.set(id, entry);
  else kept.delete(id);
}

const entries = [...kept.values()];
const processes = entries.filter((entry) => entry.pid !== undefined);
for (const { pid, signal } of processes) send(pid, signal);
const deadline = Date.now() + GRACE_MILLISECONDS;
while (Date.now() < deadline && processes.some(({ pid }) => send(pid, 0))) await pause(20);
for (const { pid } of processes) send(pid, 'SIGKILL');
for (const { folder } of entries) {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}

function send(pid, signal) {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
