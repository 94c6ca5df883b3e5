import type { FastifyInstance } from 'fastify';

/** Knows which methods each route pattern has, so that a wrong method is told from a wrong path. */
export class RouteMethods {
  readonly #routes = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>();

  /** Watches the routes of an instance and of all within it; call it before the first route. */
  static watch(app: FastifyInstance): RouteMethods {
    const known = new RouteMethods();
    app.addHook('onRoute', ({ url, method }) => known.add(url, [method].flat()));
    return known;
  }

  /** @param url a pattern with `:name` and `*` parts. */
  add(url: string, methods: readonly string[]): void {
    let route = this.#routes.get(url);
    if (route === undefined) {
      route = { pattern: patternOf(url), methods: new Set() };
      this.#routes.set(url, route);
    }
    for (const method of methods) route.methods.add(method);
  }

  /** The methods of a path, sorted; empty when no route has it. The query string is not looked at. */
  of(url: string): readonly string[] {
    const path = url.split('?', 1)[0] ?? '';
    const methods = new Set<string>();
    for (const { pattern, methods: each } of this.#routes.values()) {
      if (pattern.test(path)) for (const method of each) methods.add(method);
    }
    // A preflight route answers OPTIONS on every path there could be; alone it makes no path known.
    return methods.size === 1 && methods.has('OPTIONS') ? [] : [...methods].sort();
  }
}

function patternOf(url: string): RegExp {
  const parts = url
    .split('/')
    .map((part) =>
      part.startsWith(':') ? '[^/]+' : part === '*' ? '.*' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
    );
  return new RegExp(`^${parts.join('/')}$`);
}
