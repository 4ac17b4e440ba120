import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Env } from './env.js';

/** docs/protocol.md, section 4. */
const VERSION = '1';

/** The document of the very routes and schemas that serve. */
export function openApiDocument(app: OpenAPIHono<Env>): object {
  if (!('bearer' in securitySchemes(app))) {
    app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'A JWT of the CRM with `sub` and `exp`; docs/protocol.md, section 3.',
    });
  }
  if (!('ticket' in securitySchemes(app))) {
    app.openAPIRegistry.registerComponent('securitySchemes', 'ticket', {
      type: 'apiKey',
      in: 'query',
      name: 'ticket',
      description: 'Of a link to one file, from `POST /api/attachments/{id}/link/`.',
    });
  }
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'crm-chat relay',
      version: VERSION,
      description:
        'Keeps the conversations of <crm-chat> and hands them out. Paths work with and without the closing slash. Errors ' +
        'are problem+json with a stable `code`. The socket is described in docs/protocol.md, section 5.',
      license: { name: 'MIT', url: 'https://spdx.org/licenses/MIT.html' },
    },
    // Relative: the relay that serves this document.
    servers: [{ url: '/' }],
  });
}

function securitySchemes(app: OpenAPIHono<Env>): object {
  const defined = app.openAPIRegistry.definitions.filter(
    (definition) => definition.type === 'component' && definition.componentType === 'securitySchemes',
  );
  return Object.fromEntries(defined.map((definition) => ['name' in definition ? definition.name : '', true]));
}
