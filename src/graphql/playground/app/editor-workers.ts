/** File names of the bundled workers by language; the bundler fills them in. */
declare const WORKER_FILES: Record<'editor' | 'graphql' | 'json', string>;

/** Tells the editor where its workers are: files of this origin, beside this script. */
export function provideWorkers(): void {
  const getWorker = (_id: string, label: string): Worker => {
    const file = label === 'graphql' || label === 'json' ? WORKER_FILES[label] : WORKER_FILES.editor;
    return new Worker(new URL(file, import.meta.url), { name: label });
  };
  Object.assign(globalThis, { MonacoEnvironment: { getWorker } });
}
