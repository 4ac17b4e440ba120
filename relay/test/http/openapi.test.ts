import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { CODES, type Code, type Message } from '@crm-chat/sdk/protocol';
import { createHandBot, createRig } from './rig.js';

interface Operation {
  readonly operationId: string;
  readonly security?: object[];
  readonly requestBody?: { content: Record<string, { schema: object }> };
  readonly responses: Record<string, { description: string; content?: Record<string, { schema: object }> }>;
}
interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { schemas: Record<string, object>; securitySchemes: object };
}

const operationsOf = (document: Document) =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

async function read(app: ReturnType<typeof createRig>['app']): Promise<Document> {
  const response = await app.request('/openapi.json');
  assert.equal(response.headers.get('access-control-allow-origin'), '*');
  return (await response.json()) as Document;
}

test('the document has every route of this version, each with its answers, problems and token', async (t) => {
  const document = await read(createRig(t).app);
  assert.equal(document.openapi, '3.1.0');
  assert.deepEqual(
    operationsOf(document)
      .map(({ path, method }) => `${method.toUpperCase()} ${path}`)
      .sort(),
    [
      'DELETE /api/admin/conversations/{id}/',
      'DELETE /api/admin/conversations/{id}/participants/{user}/',
      'DELETE /api/admin/messages/{id}/',
      'DELETE /api/admin/prompts/{prompt}/',
      'DELETE /api/admin/uploads/{id}/',
      'DELETE /api/conversations/{id}/',
      'DELETE /api/conversations/{id}/participants/{user}/',
      'DELETE /api/messages/{id}/',
      'DELETE /api/messages/{id}/reactions/{emoji}/',
      'GET /api/admin/audit/',
      'GET /api/admin/conversations/',
      'GET /api/admin/conversations/{id}/',
      'GET /api/admin/conversations/{id}/messages/',
      'GET /api/admin/conversations/{id}/participants/',
      'GET /api/admin/erasures/',
      'GET /api/admin/erasures/{user}/',
      'GET /api/admin/messages/{id}/',
      'GET /api/admin/prompts/',
      'GET /api/admin/prompts/{prompt}/',
      'GET /api/admin/session/',
      'GET /api/admin/uploads/',
      'GET /api/admin/uploads/{id}/',
      'GET /api/attachments/{id}/',
      'GET /api/bot-prompts/',
      'GET /api/conversations/',
      'GET /api/conversations/{id}/',
      'GET /api/conversations/{id}/events/',
      'GET /api/conversations/{id}/messages/',
      'GET /api/conversations/{id}/search/',
      'PATCH /api/admin/conversations/{id}/',
      'PATCH /api/admin/messages/{id}/',
      'PATCH /api/admin/prompts/{prompt}/',
      'PATCH /api/conversations/{id}/',
      'PATCH /api/messages/{id}/',
      'POST /api/admin/conversations/',
      'POST /api/admin/conversations/{id}/messages/',
      'POST /api/admin/conversations/{id}/participants/',
      'POST /api/admin/erasures/',
      'POST /api/admin/prompts/',
      'POST /api/admin/session/',
      'POST /api/attachments/{id}/link/',
      'POST /api/bot-response/',
      'POST /api/conversations/',
      'POST /api/conversations/{id}/events/',
      'POST /api/conversations/{id}/participants/',
      'POST /api/conversations/{id}/read/',
      'POST /api/conversations/{id}/typing/',
      'POST /api/messages/{id}/stop/',
      'POST /api/uploads/',
      'POST /api/user-response/',
      'PUT /api/admin/prompt-order/',
      'PUT /api/messages/{id}/reactions/{emoji}/',
    ],
  );
  assert.ok('bearer' in document.components.securitySchemes);
  const ids = new Set<string>();
  for (const { path, operation } of operationsOf(document)) {
    ids.add(operation.operationId);
    const linked = operation.operationId === 'getAttachment' ? [{ ticket: [] }] : [];
    assert.deepEqual(operation.security, [{ bearer: [] }, ...linked], path);
    for (const [status, { content }] of Object.entries(operation.responses)) {
      if (Number(status) < 400) continue;
      assert.deepEqual(content?.['application/problem+json']?.schema, { $ref: '#/components/schemas/Problem' }, path);
    }
    for (const status of ['401', '405', '429', '500', '503'])
      assert.ok(status in operation.responses, `${path} ${status}`);
    if (operation.requestBody)
      for (const s of ['400', '413', '415', '422']) assert.ok(s in operation.responses, `${path} ${s}`);
  }
  assert.equal(ids.size, operationsOf(document).length);
});

test('every reference in the document leads somewhere, and examples fit their schemas', async (t) => {
  const document = await read(createRig(t).app);
  const text = JSON.stringify(document);
  for (const [, name = ''] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
    assert.ok(name in document.components.schemas, name);
  }
  for (const [name, schema] of Object.entries(document.components.schemas)) {
    if ('example' in schema) validator(document, name).parse(schema.example);
  }
});

/** The document's own schema, turned back into a check: nothing of the relay's code is in it. */
function validator(document: Document, name: string) {
  const inline = JSON.parse(
    JSON.stringify(document.components.schemas).replaceAll('#/components/schemas/', '#/$defs/'),
  ) as object;
  return z.fromJSONSchema({ $defs: inline, $ref: `#/$defs/${name}` } as Parameters<typeof z.fromJSONSchema>[0]);
}

const schemaName = (schema: object | undefined): string =>
  /(\w+)$/.exec((schema as { $ref?: string }).$ref ?? '')?.[1] ?? '';

test('what the relay answers is what its document says', async (t) => {
  const hand = createHandBot();
  hand.say('Good morning');
  hand.end();
  const { app, person } = createRig(t, { bot: hand.bot });
  const document = await read(app);
  const tomas = await person('tomas', { subjects: ['deal:*'] });
  const dana = await person('dana', { role: 'agent' });
  const { conversation_id: id, message_id } = await tomas.say('hello', {
    subject: 'deal:42',
    metadata: { a: [1, null] },
  });
  const calls: [string, string, Response][] = [
    [
      'post',
      '/api/user-response/',
      await tomas.post('/api/user-response/', { conversation_id: id, text: 'x', reply_to: message_id }),
    ],
    ['post', '/api/bot-response/', await tomas.post('/api/bot-response/', { conversation_id: id })],
    ['get', '/api/conversations/', await tomas.get('/api/conversations/')],
    ['post', '/api/conversations/', await tomas.post('/api/conversations/', { title: 'new' })],
    ['get', '/api/conversations/{id}/', await tomas.get(`/api/conversations/${id}/`)],
    ['patch', '/api/conversations/{id}/', await tomas.patch(`/api/conversations/${id}/`, { title: 'other' })],
    ['get', '/api/conversations/{id}/messages/', await tomas.get(`/api/conversations/${id}/messages/`)],
    ['post', '/api/conversations/{id}/events/', await tomas.post(`/api/conversations/${id}/events/`)],
    ['get', '/api/conversations/{id}/events/', await tomas.get(`/api/conversations/${id}/events/?since=9999`)],
    ['patch', '/api/messages/{id}/', await tomas.patch(`/api/messages/${message_id}/`, { text: 'y' })],
    ['delete', '/api/messages/{id}/', await tomas.call('DELETE', `/api/messages/${message_id}/`)],
    [
      'put',
      '/api/messages/{id}/reactions/{emoji}/',
      await tomas.call('PUT', `/api/messages/${message_id}/reactions/%F0%9F%91%8D/`),
    ],
    [
      'post',
      '/api/conversations/{id}/participants/',
      await dana.post(`/api/conversations/${id}/participants/`, { user: { id: 'lena', name: 'Lena' } }),
    ],
    ['get', '/api/conversations/{id}/', await tomas.get('/api/conversations/7/')],
    ['post', '/api/user-response/', await tomas.post('/api/user-response/', { nope: 1 })],
    ['post', '/api/user-response/', await tomas.post('/api/user-response/', '{')],
  ];
  for (const [method, path, response] of calls) {
    const text = await response.text();
    const described = document.paths[path]?.[method]?.responses[String(response.status)];
    assert.ok(described, `${method} ${path} ${response.status}: ${text}`);
    const type = response.headers.get('content-type') ?? '';
    const name = schemaName(described.content?.[type]?.schema);
    const result = validator(document, name).safeParse(JSON.parse(text));
    assert.ok(result.success, `${method} ${path} ${response.status} is no ${name}: ${result.error?.message ?? ''}`);
  }
});

test('each code that a problem of a route may have is named at its status', async (t) => {
  const document = await read(createRig(t).app);
  for (const { path, operation } of operationsOf(document)) {
    for (const [status, { description }] of Object.entries(operation.responses)) {
      for (const [, code = ''] of description.matchAll(/`(\w+)`: /g)) {
        assert.equal(String(CODES[code as Code].status), status, `${path} ${code}`);
      }
    }
  }
  const message: keyof Message = 'seq';
  assert.ok(message in (document.components.schemas['Message'] as { properties: object }).properties);
});
