import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A Node.js process of an example. Of the environment it inherits only `PATH`. */
export class ExampleProcess {
  #child;
  output = '';

  /** @param {URL} file the script to run */
  constructor(name, file, args, env) {
    this.#child = spawn(process.execPath, [fileURLToPath(file), ...args], {
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

  /** Waits for output that matches the pattern. @returns its first group. @throws Error if the process ends before. */
  async waitFor(pattern) {
    const hasEnded = this.ended.then(() => true);
    for (;;) {
      const found = pattern.exec(this.output);
      if (found !== null) return found[1];
      const pause = new Promise((resolve) => setTimeout(resolve, 20));
      if (await Promise.race([hasEnded, pause])) throw new Error(`${this.name} ended:\n${this.output}`);
    }
  }

  async stop() {
    this.#child.kill('SIGTERM');
    await this.ended;
  }
}

/** Sends one GraphQL operation. @returns its data. @throws Error with the messages of the errors in the response. */
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
