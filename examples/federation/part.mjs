import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A process of the example. It inherits nothing of the environment but the path. */
export class Part {
  #child;
  output = '';

  constructor(name, file, args, env) {
    const path = fileURLToPath(new URL(file, import.meta.url));
    this.#child = spawn(process.execPath, [path, ...args], {
      env: { PATH: process.env.PATH, NODE_ENV: 'production', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.name = name;
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.on('data', (chunk) => {
        this.output += chunk;
      });
    }
    this.ended = new Promise((resolve) =>
      this.#child.once('close', (code, signal) => resolve(code ?? signal)),
    );
  }

  /** Waits until the process has written something like `pattern`, and returns its first group. */
  async waitFor(pattern) {
    const isOver = this.ended.then(() => true);
    for (;;) {
      const found = pattern.exec(this.output);
      if (found !== null) return found[1];
      const pause = new Promise((resolve) => setTimeout(resolve, 20));
      if (await Promise.race([isOver, pause])) throw new Error(`${this.name} ended:\n${this.output}`);
    }
  }

  async stop() {
    this.#child.kill('SIGTERM');
    await this.ended;
  }
}

/** Sends one operation. @throws Error with the messages of the answer's errors. */
export async function ask(url, query, { headers = {}, variables = {} } = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (errors !== undefined) throw new Error(errors.map(({ message }) => message).join('\n'));
  return data;
}
