import type { Hono } from 'hono';
import { html } from 'hono/html';
import type { Env } from './env.js';
import { fileResponse, linkTo } from './page-files.js';
import { createStaticFiles } from './static-files.js';

const NAMES = /^admin\.(?:js|css)$/;

/**
 * It holds a token and shows what strangers wrote and, where an admin asks for it, their pictures: nothing from elsewhere, nothing inline, no form that navigates, and no
 * string becomes markup but by lit's own templates.
 */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; " +
  "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lit-html";

/**
 * `/admin/`: the page on the admin API. Whoever comes gets it; only a token makes it show anything.
 *
 * @param folder its script and style sheet, as built.
 */
export function adminPageRoutes(app: Hono<Env>, folder: string): void {
  const files = createStaticFiles(folder, NAMES);

  app.get('/admin', async (c) => {
    c.set('route', '/admin/');
    const [style, script] = await Promise.all(
      ['admin.css', 'admin.js'].map(async (name) => linkTo('admin', name, await files.find(name))),
    );
    return c.html(page(style ?? '', script ?? ''), 200, {
      'cache-control': 'no-cache',
      'content-security-policy': POLICY,
      'cross-origin-opener-policy': 'same-origin',
    });
  });
  app.get('/admin/:name', async (c) => {
    c.set('route', '/admin/');
    return await fileResponse(c, await files.find(c.req.param('name')));
  });
}

const page = (style: string, script: string) =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Admin · crm-chat relay</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${style}" />
        <script type="module" src="${script}"></script>
      </head>
      <body>
        <noscript>This page needs JavaScript. What it does is also an API: <a href="/docs/">docs</a>.</noscript>
        <crm-chat-admin></crm-chat-admin>
      </body>
    </html>`;
