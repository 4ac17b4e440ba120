import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { liveRelay } from './rig.js';

interface Document {
  paths: Record<string, Record<string, { requestBody?: { required?: boolean }; parameters?: { in: string }[] }>>;
}

/** Every admin route of the document that this relay serves, with ids that are there. */
async function routesOf(url: string, ids: Readonly<Record<string, string>>) {
  const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as Document;
  return Object.entries(paths)
    .filter(([path]) => path.startsWith('/api/admin/'))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => {
        const message = path.includes('/admin/messages/') ? ids['message'] : undefined;
        const filled = path.replace(
          /\{(\w+)\}/g,
          (_, name: string) => (name === 'id' ? message : undefined) ?? ids[name] ?? 'x',
        );
        return { name: `${method.toUpperCase()} ${path}`, method: method.toUpperCase(), path: filled, operation };
      }),
    );
}

/** The link is the token of this one: tested on its own. */
const EXCHANGE = 'POST /api/admin/session/';

const BODIES: Readonly<Record<string, object>> = {
  'POST /api/admin/conversations/': { title: 'x' },
  'PATCH /api/admin/conversations/{id}/': { title: 'x' },
  'POST /api/admin/conversations/{id}/participants/': { user: { id: 'x', name: 'X' } },
  'POST /api/admin/conversations/{id}/messages/': { text: 'x' },
  'PATCH /api/admin/messages/{id}/': { text: 'x' },
  'POST /api/admin/prompts/': { title: 'x', text: 'x' },
  'PATCH /api/admin/prompts/{prompt}/': { order: 1 },
  'PUT /api/admin/prompt-order/': { ids: [] },
  'POST /api/admin/erasures/': { user_id: 'x' },
};

async function populated(t: Parameters<typeof liveRelay>[0]) {
  const relay = await liveRelay(t);
  const [root, tomas] = [await relay.person('root', { role: 'admin' }), await relay.person('tomas')];
  const { conversation_id: id, message_id: message } = await tomas.say('hello');
  const prompts = await root.gets(200, 'GET', '/api/admin/prompts/');
  await root.gets(202, 'POST', '/api/admin/erasures/', { user_id: 'gone' });
  const ids = { id, message, prompt: prompts.results[0]!.id, user: 'gone' };
  return { ...relay, root, tomas, ids, routes: await routesOf(relay.url, ids) };
}

test('every admin route refuses users, agents, and whoever has no token or a link instead', async (t) => {
  const { ask, person, tomas, routes } = await populated(t);
  assert.ok(routes.length > 20);
  const dana = await person('dana', { role: 'agent' });
  for (const { name, method, path } of routes) {
    if (name === EXCHANGE) continue;
    for (const token of [tomas.token, dana.token]) {
      // Also with a body that is no good: who is refused learns nothing about it.
      for (const body of [BODIES[name], method === 'GET' ? undefined : { nope: 1 }]) {
        const { status, body: problem } = await ask(method, path, token, body);
        assert.deepEqual([status, problem.code], [403, 'forbidden'], name);
      }
    }
    assert.equal((await ask(method, path, null, BODIES[name])).status, 401, name);
  }
});

test('unknown fields are refused by name on every route that takes any, and change nothing', async (t) => {
  const { root, routes } = await populated(t);
  const before = await root.audit();
  for (const { name, method, path, operation } of routes) {
    if (operation.requestBody) {
      const { body } = await root.call(method, path, { ...BODIES[name], nope: 1 });
      assert.deepEqual([body.code, body.errors[0]?.path], ['invalid', 'nope'], name);
      await root.isRefused('invalid', method, path, JSON.parse('{"__proto__": {"role": "x"}}'));
    }
    if (operation.parameters?.some((parameter) => parameter.in === 'query')) {
      const { body } = await root.call(method, `${path}?nope=1`);
      assert.deepEqual([body.code, body.errors[0]?.path], ['invalid', 'nope'], name);
    }
  }
  assert.deepEqual(await root.audit(), before);
});

test('an admin of another tenant finds nothing of this one, and changes nothing', async (t) => {
  const { person, root, ids, routes } = await populated(t);
  const stranger = await person('root', { role: 'admin', tenant: 'other' });
  const secrets = [ids.id, ids.message, 'hello', 'tomas'];
  for (const { name, method, path } of routes) {
    if (name === EXCHANGE) continue;
    const { status, body } = await stranger.call(method, path, BODIES[name]);
    const said = JSON.stringify(body);
    for (const secret of secrets) assert.ok(!said.includes(secret) || path.includes(secret), `${name} says ${secret}`);
    if (path.includes(ids.id) || path.includes(ids.message)) assert.equal(status, 404, name);
  }
  const { results } = await root.gets(200, 'GET', `/api/admin/conversations/${ids.id}/messages/`);
  assert.equal(results[0]!.text, 'hello');
  assert.deepEqual(
    (await root.audit()).map(({ action }) => action),
    ['person.erase'],
  );
});

test('what is not there is not found, and leaves no entry', async (t) => {
  const { root } = await populated(t);
  const none = randomUUID();
  const before = await root.audit();
  for (const path of [
    `/conversations/${none}/`,
    '/conversations/7/',
    `/messages/${none}/`,
    '/messages/7/',
    '/prompts/7/',
  ]) {
    await root.isRefused('not_found', 'GET', `/api/admin${path}`);
    await root.isRefused('not_found', 'DELETE', `/api/admin${path}`);
  }
  await root.isRefused('not_found', 'GET', '/api/admin/erasures/nobody/');
  assert.deepEqual(await root.audit(), before);
});
