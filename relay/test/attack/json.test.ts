import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { once } from 'node:events';
import type { Code, Message, Problem, RelayFrame } from '@crm-chat/sdk/protocol';
import { GENEROUS, startLive, type Person } from '../live.js';
import { Bystander } from './bystander.js';

const nested = (open: string, close: string, levels: number) => `${open.repeat(levels)}1${close.repeat(levels)}`;
const keys = (count: number) => Array.from({ length: count }, (_, n) => `"k${n}":${n}`).join(',');

/** Bodies that are refused, each with its code. */
const BOMBS: readonly (readonly [name: string, body: string, code: Code])[] = [
  ['60,000 open brackets', '['.repeat(60_000), 'malformed'],
  ['lists 30,000 deep', nested('[', ']', 30_000), 'malformed'],
  ['objects 10,000 deep', nested('{"a":', '}', 10_000), 'malformed'],
  ['33 levels in metadata', `{"text":"x","metadata":${nested('{"a":', '}', 32)}}`, 'malformed'],
  ['brackets that hide behind a quote', `{"text":"\\\\","metadata":${nested('[', ']', 40)}}`, 'malformed'],
  ['9,000 unknown fields', `{${keys(5000)}}`, 'invalid'],
  ['metadata of 5,000 fields', `{"text":"x","metadata":{${keys(5000)}}}`, 'invalid'],
  ['a number of 60,000 digits', `{"text":"x","seq":${'9'.repeat(60_000)}}`, 'invalid'],
  ['a number beyond numbers', '{"text":"x","create":1e99999}', 'invalid'],
  ['a field name of 60,000 letters', `{"${'k'.repeat(60_000)}":1}`, 'invalid'],
  ['__proto__ by escapes', '{"text":"x","\\u005f\\u005fproto\\u005f\\u005f":{"role":"admin"}}', 'invalid'],
  ['__proto__ in a list in metadata', '{"text":"x","metadata":{"a":[[{"__proto__":1}]]}}', 'invalid'],
  ['constructor', '{"text":"x","metadata":{"constructor":{"prototype":{"role":"admin"}}}}', 'invalid'],
  ['half a surrogate pair', '{"text":"\\ud83d"}', 'invalid'],
  ['halves the wrong way round', '{"text":"\\ude00\\ud83d"}', 'invalid'],
  ['half a pair in a title', '{"text":"x","title":"\\udfff"}', 'invalid'],
  ['half a pair in a client_id', '{"text":"x","client_id":"\\ud800"}', 'invalid'],
  ['half a pair in a subject', '{"text":"x","subject":"deal:\\ud800"}', 'invalid'],
  ['a mark at the beginning (BOM) in a string of its own', '\u{FEFF}\u{FEFF}{"text":"x"}', 'malformed'],
  ['a comment', '{"text":"x"/* y */}', 'malformed'],
  ['two values', '{"text":"x"}{"text":"y"}', 'malformed'],
  ['NaN', '{"text":NaN}', 'malformed'],
  ['a bare line break in a string', '{"text":"a\nb"}', 'malformed'],
  ['70,000 bytes', `{"text":"${'x'.repeat(70_000)}"}`, 'too_large'],
  ['one letter more than a text may have', `{"text":"${'x'.repeat(16_385)}"}`, 'text_too_long'],
  ['one emoji more than a text may have', `{"text":"${'😀'.repeat(8193)}"}`, 'text_too_long'],
];

/** Texts that are taken, and come back to the last code unit as they were. */
const TEXTS: readonly (readonly [name: string, text: string])[] = [
  ['NUL and its like', 'a\0b\u0001\u001b[31m\u007f'],
  ['letters that turn the line round', 'invoice\u202Egnp.exe\u2066 \u2069\u202C'],
  ['one letter in two spellings', 'e\u0301 \u00e9'],
  ['a pile of accents', `Z${'\u0351'.repeat(5000)}`],
  ['a family of joiners', '👩‍👩‍👧‍👦'.repeat(100)],
  ['as many emoji as fit', '😀'.repeat(8192)],
  ['what only looks empty', '\u200b\u2060x\u{E0001}'],
  ['separators of lines in JavaScript', 'a\u2028b\u2029c'],
  ['noncharacters', '\uffff\ufffe\u{10ffff}'],
  ['letters that grow when made upper case', 'ﬃ ß ŉ ﷺ'],
  ['what a page would run', '</script><script>alert(1)</script><img src=x onerror=alert(1)>'],
];

async function heardBy(live: Awaited<ReturnType<typeof startLive>>, person: Person, id: string) {
  const socket = new WebSocket(`${live.socketUrl}/ws/chat/${id}/`);
  const frames: RelayFrame[] = [];
  await once(socket, 'open');
  socket.on('message', (data: Buffer) => frames.push(JSON.parse(data.toString()) as RelayFrame));
  socket.send(JSON.stringify({ type: 'hello', v: 1, token: person.token }));
  const until = async (fits: (frame: RelayFrame) => boolean): Promise<RelayFrame> => {
    for (;;) {
      const found = frames.find(fits);
      if (found !== undefined) return found;
      await once(socket, 'message');
    }
  };
  await until(({ type }) => type === 'sync');
  return { socket, until };
}

test('bodies that are bombs are refused by name, and two people who chat notice nothing', async (t) => {
  const live = await startLive(t, { limits: GENEROUS });
  const bystander = await Bystander.start(t, live);
  const mallory = await live.person('mallory', { subjects: ['deal:*'] });
  for (const [name, body, code] of BOMBS) {
    await t.test(name, async () => {
      const response = await mallory.call('POST', '/api/user-response/', body);
      const problem = (await response.json()) as Problem;
      assert.equal(problem.code, code, problem.detail);
      assert.ok(JSON.stringify(problem).length < 8000, 'the answer to much is not much');
      await bystander.goesOn();
    });
  }
  assert.equal(({} as Record<string, unknown>)['role'], undefined, 'no prototype was touched');
  await bystander.end();
});

test('of two fields of one name the last counts, as everywhere in JSON, and is checked', async (t) => {
  const live = await startLive(t);
  const mallory = await live.person('mallory');
  const ask = (body: string) => mallory.call('POST', '/api/user-response/', body);
  const sent = (await (await ask('{"text":"first","text":"last"}')).json()) as { message: Message };
  assert.equal(sent.message.text, 'last');
  assert.equal((await ask('{"type":"text","text":"x","type":"note"}')).status, 403);
});

for (const [name, text] of TEXTS) {
  test(`a text is kept as it was written: ${name}`, async (t) => {
    const live = await startLive(t);
    const ann = await live.person('ann');
    const { conversation_id: id } = await ann.say('hello');
    const dana = await live.person('dana', { role: 'agent' });
    const ear = await heardBy(live, dana, id);
    t.after(() => ear.socket.terminate());
    const { message_id } = await ann.say(text, { conversation_id: id });
    const heard = await ear.until((frame) => frame.type === 'message:new' && frame.message.id === message_id);
    assert.ok(heard.type === 'message:new' && heard.message.text === text, 'live');
    const page = await dana.call('GET', `/api/conversations/${id}/messages/`);
    const { results } = (await page.json()) as { results: Message[] };
    assert.equal(results.find((message) => message.id === message_id)?.text, text, 'from the disk');
  });
}
