/** The file names of the bundled workers, by language. The bundler fills them in. */
declare const WORKER_FILES: Record<'editor' | 'graphql' | 'json', string>;

/** Tells the editor where to load its workers from: files of this origin, beside this script. */
export function provideWorkers(): void {
  const getWorker = (_id: string, label: string): Worker => {
    const file = label === 'graphql' || label === 'json' ? WORKER_FILES[label] : WORKER_FILES.editor;
    return new Worker(new URL(file, import.meta.url), { name: label });
  };
  Object.assign(globalThis, { MonacoEnvironment: { getWorker } });
}

/**
 * Gives the page's style nonce to every `<style>` element that the editor and the dialogs create, so that the policy
 * needs no 'unsafe-inline'. Browsers hide the attribute; only a script of this origin can read the property.
 */
export function allowStyleElements(): void {
  const nonce = document.querySelector<HTMLElement>('link[rel=stylesheet][nonce]')?.nonce;
  if (!nonce) return;
  const create = document.createElement.bind(document) as (tag: string, options?: unknown) => HTMLElement;
  const createElement = (tag: string, options?: unknown): HTMLElement => {
    const element = create(tag, options);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    return element;
  };
  Object.assign(document, { createElement });
}
