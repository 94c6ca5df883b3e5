import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';

const TYPES = { '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8' };

/** The Content-Security-Policy of the page. libsodium is WebAssembly and needs `wasm-unsafe-eval`, which allows no `eval`. */
function policy({ gateway, issuer }) {
  const origins = [gateway, issuer].map((each) => new URL(each).origin).join(' ');
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    'img-src data:',
    `connect-src ${origins}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function html({ gateway, issuer, clientId }) {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Secrets</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/main.css">
<script type="module" src="/main.js"></script>
</head>
<body><div id="app" data-gateway="${gateway}" data-issuer="${issuer}" data-client-id="${clientId}"></div></body>
</html>
`;
}

/**
 * Serves the bundled page in `folder` on loopback. It answers 503 until `configure({ gateway, issuer, clientId })` is called,
 * because gateway and issuer must know the origin of the page before they start.
 */
export async function servePage({ port, folder }) {
  const files = new Map(readdirSync(folder).map((name) => [`/${name}`, readFileSync(join(folder, name))]));
  let config;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://page');
    const file = files.get(pathname);
    if (config === undefined) response.writeHead(503).end();
    else if (pathname !== '/' && file === undefined) response.writeHead(404).end();
    else {
      response.writeHead(200, {
        'content-type': file === undefined ? 'text/html; charset=utf-8' : TYPES[extname(pathname)],
        'content-security-policy': policy(config),
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      });
      response.end(file ?? html(config));
    }
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    configure: (given) => {
      config = given;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
