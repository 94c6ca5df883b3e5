import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** The metrics of a process in the Prometheus text format. Labels are codes and route patterns, never names or ids. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests: Histogram<'method' | 'route' | 'status'>;
  readonly #operations: Counter<'kind' | 'code'>;
  readonly #storageFaults: Counter<'code'>;

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
    this.#requests = new Histogram({
      name: 'secrets_gateway_request_duration_seconds',
      help: 'Time from the first byte of a request to the last of its answer.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers: [this.#registry],
    });
    this.#operations = new Counter({
      name: 'secrets_gateway_operations_total',
      help: 'GraphQL operations by kind and by the code of their first error (OK without).',
      labelNames: ['kind', 'code'],
      registers: [this.#registry],
    });
    this.#storageFaults = new Counter({
      name: 'secrets_gateway_storage_faults_total',
      help: 'Failures of the database by the driver’s code.',
      labelNames: ['code'],
      registers: [this.#registry],
    });
  }

  /** The media type of {@link text}. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Counts a request. @param route the pattern of the route, or `none`. */
  requestAnswered(method: string, route: string, status: number, seconds: number): void {
    this.#requests.observe({ method, route, status }, seconds);
  }

  /** Counts a GraphQL operation. @param codes the codes of its errors. */
  operationAnswered(kind: string, codes: readonly string[]): void {
    this.#operations.inc({ kind, code: codes[0] ?? 'OK' });
  }

  /** Counts a failure of the database. @param code the driver's. */
  storageFailed(code: string): void {
    this.#storageFaults.inc({ code });
  }

  /** All metrics as text. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }
}
