import type { FastifyInstance } from 'fastify';

/** The methods of each route pattern, to tell a wrong method (405) from a wrong path (404). */
export class RouteMethods {
  readonly #routes = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>();

  /** Collects the routes of an instance and of its scopes. Call it before the first route. */
  static watch(app: FastifyInstance): RouteMethods {
    const known = new RouteMethods();
    app.addHook('onRoute', ({ url, method }) => known.add(url, [method].flat()));
    return known;
  }

  /** Adds methods of a route. @param url a pattern with `:name` and `*` parts. */
  add(url: string, methods: readonly string[]): void {
    let route = this.#routes.get(url);
    if (route === undefined) {
      route = { pattern: patternOf(url), methods: new Set() };
      this.#routes.set(url, route);
    }
    for (const method of methods) route.methods.add(method);
  }

  /** The methods of a path, sorted; empty if there is no route for it. The query string is ignored. */
  of(url: string): readonly string[] {
    const path = url.split('?', 1)[0] ?? '';
    const methods = new Set<string>();
    for (const { pattern, methods: each } of this.#routes.values()) {
      if (pattern.test(path)) for (const method of each) methods.add(method);
    }
    // The CORS preflight route matches every path. A path with nothing but OPTIONS does not exist.
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
