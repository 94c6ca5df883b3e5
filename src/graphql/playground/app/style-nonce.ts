/**
 * Gives the page's style nonce to every `<style>` element that the editor and the dialogs make, so that the policy
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
