// The servers that the benchmarks compare, each in its own process, and how their CPU time is measured.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';

/** A server of this folder in its own process. */
export class ServerProcess {
  #agent;
  #child;
  #clients;
  #port;

  /** @param {{ clients: number, env: Record<string, string> }} options most connections at once, and the environment */
  constructor(file, { clients, env }) {
    this.#clients = clients;
    this.#agent = new Agent({ keepAlive: true, maxSockets: clients });
    this.#child = fork(new URL(file, import.meta.url), { env, execArgv: ['--expose-gc'] });
  }

  /** Waits until it listens. */
  async start() {
    const [{ port }] = await once(this.#child, 'message');
    this.#port = port;
    return this;
  }

  stop() {
    this.#agent.destroy();
    this.#child.kill();
  }

  /**
   * Sends one request.
   *
   * @returns {Promise<{ status: number, headers: object, text: string }>}
   */
  send(method, path, body, headers) {
    return new Promise((resolve, reject) => {
      const json = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const sent = request(
        {
          port: this.#port,
          host: '127.0.0.1',
          path,
          method,
          headers: { ...(method !== 'GET' && json), ...headers },
          agent: this.#agent,
        },
        (response) => {
          const chunks = [];
          response.on('data', (chunk) => chunks.push(chunk));
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            resolve({ status: response.statusCode, headers: response.headers, text });
          });
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  }

  /**
   * Calls `send` `count` times from several clients in parallel.
   *
   * @returns {Promise<number>} CPU time of the server for each call, in microseconds
   */
  async cpuPerRequest(count, clients, send) {
    // The server may have closed connections that were idle while other servers were measured.
    this.#agent.destroy();
    this.#agent = new Agent({ keepAlive: true, maxSockets: this.#clients });
    const before = await this.#cpu('begin');
    await Promise.all(
      Array.from({ length: clients }, async () => {
        for (let index = 0; index < count / clients; index++) await send();
      }),
    );
    return ((await this.#cpu('end')) - before) / count;
  }

  async #cpu(message) {
    this.#child.send(message);
    const [{ cpu }] = await once(this.#child, 'message');
    return cpu;
  }
}

/** @param {readonly number[]} numbers not empty; of an even count the upper of the two in the middle */
export const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

/** What a line of the output says about a goal, if there is one. */
export function verdictOf(figure, goal) {
  if (goal === undefined) return { text: '', missed: 0 };
  return figure <= goal
    ? { text: `  (goal ${goal}: met)`, missed: 0 }
    : { text: `  (goal ${goal}: MISSED)`, missed: 1 };
}
