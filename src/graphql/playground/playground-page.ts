import type { PlaygroundAssets } from './playground-assets';

/** The path of the folder of the bundled files. */
export const assetsPath = '/playground/assets/';

/** The path of the examples. */
export const examplesPath = '/playground/examples.json';

/**
 * The Content-Security-Policy of the page (W3C CSP Level 3). Scripts, workers, fonts and requests are limited to this
 * origin. The editor creates `<style>` elements, which the nonce allows, and positions its lines with style attributes,
 * for which there are no nonces. `style-src-attr` is therefore the one relaxation; a style attribute can neither run code
 * nor select other elements.
 *
 * @param nonce must be new for every reply.
 */
export function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "font-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The policy of every other reply. A worker runs under the policy of its own file, so it can load and send nothing. */
export const assetPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const icon =
  'data:image/svg+xml,' +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="#d60590"/>' +
      '<path d="M5 7V5.5a3 3 0 0 1 6 0V7h1v6H4V7zm1.5 0h3V5.5a1.5 1.5 0 0 0-3 0z" fill="#fff"/></svg>',
  );

/**
 * The HTML of the page. It holds no data except paths.
 *
 * @param prefix the path that a proxy has in front of all paths; empty without one.
 */
export function pageHtml(assets: PlaygroundAssets, path: string, nonce: string, prefix = ''): string {
  const endpoint = prefix + path;
  const attribute = (value: string): string => value.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>Secrets gateway playground</title>
<link rel="icon" href="${icon}">
<link rel="stylesheet" href="${attribute(prefix + assetsPath + assets.style)}" nonce="${attribute(nonce)}">
<script type="module" src="${attribute(prefix + assetsPath + assets.script)}"></script>
</head>
<body>
<div id="playground" data-endpoint="${attribute(endpoint)}" data-examples="${attribute(prefix + examplesPath)}">
<noscript>The playground needs JavaScript. The API itself is at ${attribute(endpoint)}.</noscript>
</div>
</body>
</html>
`;
}
