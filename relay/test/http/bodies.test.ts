import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Code } from '@crm-chat/sdk/protocol';
import { isProblem } from './problem.js';
import { createRig } from './rig.js';

const deep = (levels: number) => `{"metadata":${'{"a":'.repeat(levels - 1)}1${'}'.repeat(levels - 1)},"text":"x"}`;

const refused: [name: string, body: string, code: Code, detail?: RegExp][] = [
  ['nothing', '', 'malformed', /JSON body/],
  ['words', 'hello', 'malformed', /not JSON/],
  ['half an object', '{"text":', 'malformed', /not JSON/],
  ['a list', '["text"]', 'malformed', /object/],
  ['a string', '"text"', 'malformed', /object/],
  ['null', 'null', 'malformed', /object/],
  ['33 levels', deep(33), 'malformed', /32 levels/],
  ['10,000 levels', `{"text":${'['.repeat(10_000)}`, 'malformed', /32 levels/],
  ['an unknown field', '{"text":"x","txet":"y"}', 'invalid', /txet is not a field here/],
  [
    'an unknown field within',
    '{"text":"x","rich":{"kind":"buttons","buttons":[{"id":"a","label":"a","value":"a","x":1}]}}',
    'invalid',
  ],
  ['__proto__', '{"text":"x","__proto__":{"admin":true}}', 'invalid', /__proto__/],
  ['an escaped __proto__', '{"text":"x","\\u005f_proto__":{}}', 'invalid', /__proto__/],
  ['__proto__ deep in metadata', '{"text":"x","metadata":{"a":[{"__proto__":{}}]}}', 'invalid', /__proto__/],
  ['constructor in metadata', '{"text":"x","metadata":{"constructor":{"prototype":{}}}}', 'invalid', /constructor/],
  [
    '__proto__ in the values of a form',
    '{"rich":{"kind":"answer","to":"00000000-0000-7000-8000-000000000000","values":{"__proto__":"x"}}}',
    'invalid',
  ],
  ['a text that is a number', '{"text":5}', 'invalid', /text has to be a string/],
  ['a text that is null', '{"text":null}', 'invalid', /text/],
  ['a text with half a surrogate pair', '{"text":"\\ud800"}', 'invalid', /well-formed/],
  ['an empty text', '{"text":"  "}', 'invalid', /text/],
  ['nothing to send', '{}', 'invalid'],
  ['a client_id that is too long', `{"text":"x","client_id":"${'x'.repeat(129)}"}`, 'invalid', /client_id/],
  ['an empty client_id', '{"text":"x","client_id":""}', 'invalid', /client_id/],
  ['a conversation_id that is no UUID', '{"text":"x","conversation_id":"7"}', 'invalid', /conversation_id/],
  ['create that is no flag', '{"text":"x","create":"yes"}', 'invalid', /create/],
  ['an event, which only the relay writes', '{"text":"x","type":"event"}', 'invalid', /type/],
  ['a note by a user', '{"text":"x","type":"note"}', 'forbidden'],
  ['a subject that the token does not name', '{"text":"x","subject":"deal:1"}', 'subject_not_allowed'],
  ['a subject of 201 characters', `{"text":"x","subject":"${'x'.repeat(201)}"}`, 'invalid', /subject/],
  ['metadata of 17 KiB', `{"text":"x","metadata":{"a":"${'x'.repeat(17 * 1024)}"}}`, 'invalid', /metadata/],
  ['a mention that is a number', '{"text":"x","mentions":[5]}', 'invalid', /mentions/],
  ['an answer to a message elsewhere', '{"text":"x","reply_to":"00000000-0000-7000-8000-000000000000"}', 'invalid'],
  [
    'a file that is not there',
    '{"text":"x","attachment_ids":["00000000-0000-7000-8000-000000000000"]}',
    'attachment_gone',
  ],
];

for (const [name, body, code, detail] of refused) {
  test(`a body is refused: ${name}`, async (t) => {
    const { person, logged } = createRig(t);
    const problem = await isProblem(await (await person('tomas')).post('/api/user-response/', body), code);
    if (detail !== undefined) assert.match(problem.detail, detail);
    assert.ok(!logged.some(({ level }) => level === 'error'));
  });
}

test('every fault is named with its path, and none repeats what was sent', async (t) => {
  const { person } = createRig(t);
  const body = { title: 5, metadata: [], subject: '', secret_field: 'hidden' };
  const problem = await isProblem(await (await person('tomas')).post('/api/conversations/', body), 'invalid');
  assert.deepEqual(problem.errors?.map(({ path }) => path).sort(), ['metadata', 'secret_field', 'subject', 'title']);
  assert.ok(!JSON.stringify(problem).includes('hidden'));
});

test('thirty-two levels are taken', async (t) => {
  const { person } = createRig(t);
  assert.equal((await (await person('tomas')).post('/api/user-response/', deep(31))).status, 201);
});

test('only JSON as UTF-8, as it is, counts as a body', async (t) => {
  const { person, app } = createRig(t);
  const tomas = await person('tomas');
  const post = (type: string | null, more: Record<string, string> = {}, body: BodyInit = '{"text":"x"}') =>
    app.request('/api/user-response/', {
      method: 'POST',
      headers: { authorization: `Bearer ${tomas.token}`, ...(type !== null && { 'content-type': type }), ...more },
      body,
    });
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/json; charset=latin1',
    'application/jsonp',
  ]) {
    await isProblem(await post(type), 'unsupported_media_type');
  }
  await isProblem(await post('application/json', { 'content-encoding': 'gzip' }), 'unsupported_media_type');
  await isProblem(
    await post('application/json', {}, new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])),
    'malformed',
  );
  for (const type of [
    'application/json',
    'Application/JSON',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
  ]) {
    assert.equal((await post(type)).status, 201, type);
  }
});

test('a body is counted as it arrives, whatever its headers say', async (t) => {
  const { person, app } = createRig(t, { limits: { frame_bytes: 1000 } });
  const tomas = await person('tomas');
  let pulled = 0;
  const endless = () =>
    new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new TextEncoder().encode('x'.repeat(100)));
      },
    });
  const post = (body: BodyInit, more: Record<string, string> = {}) =>
    app.request('/api/user-response/', {
      method: 'POST',
      headers: { authorization: `Bearer ${tomas.token}`, 'content-type': 'application/json', ...more },
      body,
      duplex: 'half',
    } as RequestInit);
  await isProblem(await post('{}', { 'content-length': '1001' }), 'too_large');
  await isProblem(await post('{}', { 'content-length': 'many' }), 'too_large');
  await isProblem(await post(endless()), 'too_large');
  // Ten chunks fit, the eleventh is one too many, and a stream may have one more ready.
  assert.ok(pulled <= 13, `${pulled} chunks were read`);
  assert.equal((await post(JSON.stringify({ text: 'x'.repeat(980) }))).status, 201);
});
