const LOOK_MS = 250;

/**
 * Resolves when npm started this process and the process above us has ended; never otherwise. npm passes SIGTERM and SIGINT on
 * to a shell between us, which dies without passing them on, and passes on no other signal. Without this, a gateway started
 * with `npx` would then run on alone.
 *
 * @param environment `npm_lifecycle_event` is set by npm.
 * @param parent the id of the process above us now.
 */
export function npmEnd(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  parent: () => number = () => process.ppid,
): Promise<void> {
  return new Promise((ended) => {
    if (environment.npm_lifecycle_event === undefined) return;
    const first = parent();
    const look = setInterval(() => {
      if (parent() === first) return;
      clearInterval(look);
      ended();
    }, LOOK_MS);
    look.unref();
  });
}
