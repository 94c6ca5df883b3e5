import type { FastifyReply, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyInstance {
    /** Who answers for paths that have no route. */
    unknownPaths: UnknownPaths;
  }
}

/** Answers the refusal of a request whose path has no route. */
export type UnknownPathAnswer = (
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
) => FastifyReply;

/**
 * The error formats of unknown paths, by path prefix. Fastify's own way, a not-found handler in a scope for each prefix,
 * adds 70 routes for each, which took a fifth of the start.
 */
export class UnknownPaths {
  readonly #answers = new Map<string, UnknownPathAnswer>();

  /** @param prefix a path without a slash at its end. */
  add(prefix: string, answer: UnknownPathAnswer): void {
    this.#answers.set(prefix, answer);
  }

  /** The answer for the longest prefix that is the path or lies above it. The query string is ignored. */
  answerOf(url: string): UnknownPathAnswer | undefined {
    let path = url.split('?', 1)[0] ?? '';
    while (path !== '') {
      const answer = this.#answers.get(path);
      if (answer !== undefined) return answer;
      path = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    }
    return undefined;
  }
}
