import type { PlaygroundAssets } from './playground-assets';

/** Where the bundled files are served. */
export const assetsPath = '/playground/assets/';

/** Where the examples are served. */
export const examplesPath = '/playground/examples.json';

/**
 * The Content-Security-Policy of the page (W3C CSP Level 3). `nonce` must be new for every reply.
 * Scripts, workers, fonts and requests are of this origin only. The editor makes `<style>` elements, which the nonce
 * allows, and writes positions as style attributes into the lines that it lays out, for which there is no nonce:
 * `style-src-attr` is the one relaxation, and a style attribute can neither run code nor select other elements.
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

/** The policy of every other reply. A worker runs under the policy of its own file: it can load and send nothing. */
export const assetPolicy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const icon =
  'data:image/svg+xml,' +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="#d60590"/>' +
      '<path d="M5 7V5.5a3 3 0 0 1 6 0V7h1v6H4V7zm1.5 0h3V5.5a1.5 1.5 0 0 0-3 0z" fill="#fff"/></svg>',
  );

/** The HTML of the page. It carries no data but the path of the GraphQL endpoint. */
export function pageHtml(assets: PlaygroundAssets, endpoint: string, nonce: string): string {
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
<link rel="stylesheet" href="${attribute(assetsPath + assets.style)}" nonce="${attribute(nonce)}">
<script type="module" src="${attribute(assetsPath + assets.script)}"></script>
</head>
<body>
<div id="playground" data-endpoint="${attribute(endpoint)}" data-examples="${examplesPath}">
<noscript>The playground needs JavaScript. The API itself is at ${attribute(endpoint)}.</noscript>
</div>
</body>
</html>
`;
}
