import type { Hono } from 'hono';
import { html } from 'hono/html';
import type { Env } from './env.js';
import { fileResponse, linkTo } from './page-files.js';
import { createStaticFiles, staticFile, type StaticFile } from './static-files.js';

/** The two of swagger-ui-dist that its page needs. */
const VENDOR = /^swagger-ui(?:-bundle\.js|\.css)$/;

/**
 * `data:` is for the icons in Swagger UI's own stylesheet. Its components set styles through the DOM, which no policy
 * forbids; a `style` attribute or an inline script would be. Requests that a reader tries out go to this relay alone.
 */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The token that somebody tries out stays in the page's memory; no validator elsewhere is shown the document. */
const SCRIPT = `window.SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  validatorUrl: null,
  persistAuthorization: false,
  tryItOutEnabled: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
});
`;

const STYLE = `body { margin: 0; background: #fff; color-scheme: light; }
noscript { display: block; padding: 2rem; font: 1rem/1.5 system-ui, sans-serif; }
.swagger-ui .info { margin: 2rem 0; }
.swagger-ui .scheme-container { padding: 1rem 0; }
`;

/**
 * `/docs/`: Swagger UI on `/openapi.json`, all from this relay.
 *
 * @param folder swagger-ui-dist, or the two files of it that are in the published relay.
 */
export function docsRoutes(app: Hono<Env>, folder: string): void {
  const vendor = createStaticFiles(folder, VENDOR);
  const own: Readonly<Record<string, StaticFile>> = {
    'docs.js': staticFile(Buffer.from(SCRIPT), '.js'),
    'docs.css': staticFile(Buffer.from(STYLE), '.css'),
  };
  const find = async (name: string) => (Object.hasOwn(own, name) ? (own[name] ?? null) : await vendor.find(name));

  app.get('/docs', async (c) => {
    c.set('route', '/docs/');
    const names = ['swagger-ui.css', 'docs.css', 'swagger-ui-bundle.js', 'docs.js'];
    const links = await Promise.all(names.map(async (name) => linkTo('docs', name, await find(name))));
    return c.html(page(links), 200, { 'cache-control': 'no-cache', 'content-security-policy': POLICY });
  });
  app.get('/docs/:name', async (c) => {
    c.set('route', '/docs/');
    return await fileResponse(c, await find(c.req.param('name')));
  });
}

function page([vendorStyle, style, vendorScript, script]: string[]) {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>crm-chat relay: the API</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${vendorStyle}" />
        <link rel="stylesheet" href="${style}" />
        <script src="${vendorScript}" defer></script>
        <script src="${script}" defer></script>
      </head>
      <body>
        <noscript
          >This page needs JavaScript. The document itself is <a href="/openapi.json">openapi.json</a>.</noscript
        >
        <main id="docs"></main>
      </body>
    </html>`;
}
