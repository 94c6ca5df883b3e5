import { format } from 'node:util';

const METHODS = ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const;

/** Runs `work` and returns what it printed: through the console, which the test runner replaces, and to both streams. */
export async function printedBy<Result>(
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly printed: string }> {
  const pieces: string[] = [];
  const restore: (() => void)[] = [];
  const replace = (holder: object, name: string, replacement: (...given: unknown[]) => unknown) => {
    const original = Reflect.get(holder, name);
    Reflect.set(holder, name, replacement);
    restore.push(() => Reflect.set(holder, name, original));
  };
  for (const name of METHODS) replace(console, name, (...given) => pieces.push(format(...given)));
  for (const stream of [process.stdout, process.stderr]) {
    replace(stream, 'write', (piece) => pieces.push(String(piece)));
  }
  try {
    return { result: await work(), printed: pieces.join('\n') };
  } finally {
    for (const each of restore) each();
  }
}
