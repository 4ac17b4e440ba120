import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from '@crm-chat/sdk/protocol';
import { createHandBot, createRig } from './rig.js';
import { isProblem } from './problem.js';

interface SentEvent {
  readonly name: string;
  readonly data: { id: string; offset: number; text: string; message: Message; code: string };
}

/** Reads server-sent events one by one. */
function eventsOf(response: Response) {
  assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/);
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let text = '';
  return {
    reader,
    async next(): Promise<SentEvent | null> {
      while (!text.includes('\n\n')) {
        const { done, value } = await reader.read();
        if (done) return null;
        text += decoder.decode(value, { stream: true });
      }
      const end = text.indexOf('\n\n');
      const block = text.slice(0, end);
      text = text.slice(end + 2);
      const [, name = '', data = '{}'] = /^event: (.*)\ndata: (.*)$/s.exec(block) ?? [];
      return { name, data: JSON.parse(data) as SentEvent['data'] };
    },
  };
}

const STREAM = { accept: 'text/event-stream' };

test('a reply grows as a stream and ends with the message', async (t) => {
  const hand = createHandBot();
  const { person } = createRig(t, { bot: hand.bot });
  const tomas = await person('tomas');
  const { conversation_id } = await tomas.say('hello');
  hand.say('Good ');
  const events = eventsOf(await tomas.post('/api/bot-response/', { conversation_id }, STREAM));
  const first = await events.next();
  assert.equal(first?.name, 'delta');
  let text = first.data.text;
  hand.say('morning');
  while (text !== 'Good morning') {
    const more = await events.next();
    assert.equal(more?.name, 'delta');
    text = text.slice(0, more.data.offset) + more.data.text;
  }
  hand.end();
  let last = await events.next();
  while (last?.name === 'delta') last = await events.next();
  assert.equal(last?.name, 'message');
  assert.equal(last.data.message.text, 'Good morning');
  assert.equal(last.data.message.status, 'sent');
  assert.equal(await events.next(), null);
});

test('as JSON the same reply comes when it is finished, however often it is asked for', async (t) => {
  const hand = createHandBot();
  const { person } = createRig(t, { bot: hand.bot });
  const tomas = await person('tomas');
  const { conversation_id, message_id } = await tomas.say('hello');
  const asked = [
    tomas.post('/api/bot-response', { conversation_id }),
    tomas.post('/api/bot-response/', { conversation_id, message_id }),
  ];
  hand.say('Good morning');
  hand.end();
  const replies = await Promise.all(asked.map(async (reply) => (await (await reply).json()) as { message: Message }));
  assert.deepEqual(replies[0], replies[1]);
  assert.equal(replies[0]?.message.sender.role, 'bot');
});

test('text without message_id is sent first, once', async (t) => {
  const hand = createHandBot();
  const { person } = createRig(t, { bot: hand.bot });
  const tomas = await person('tomas');
  const { conversation_id } = await tomas.say('hello');
  hand.say('Hm.');
  hand.end();
  const body = { conversation_id, text: 'and the price?', client_id: 'c7' };
  const [one, two] = [await tomas.post('/api/bot-response/', body), await tomas.post('/api/bot-response/', body)];
  assert.deepEqual([one.status, two.status], [200, 200]);
  assert.deepEqual(await one.json(), await two.json());
  const page = (await (await tomas.get(`/api/conversations/${conversation_id}/messages/`)).json()) as {
    results: Message[];
  };
  assert.equal(page.results.filter(({ text }) => text === 'and the price?').length, 1);
});

test('what is refused before the stream begins is refused by its status', async (t) => {
  const { person } = createRig(t, { bot: createHandBot().bot });
  const [tomas, lena] = [await person('tomas'), await person('lena')];
  const { conversation_id } = await tomas.say('hello');
  await isProblem(await lena.post('/api/bot-response/', { conversation_id }, STREAM), 'not_found');
  await isProblem(await lena.post('/api/bot-response/', { conversation_id }), 'not_found');
});

test('whoever asked stops a reply without a socket, and nobody else’s business is told of it', async (t) => {
  const hand = createHandBot();
  const { person } = createRig(t, { bot: hand.bot });
  const tomas = await person('tomas');
  const lena = await person('lena');
  const { conversation_id } = await tomas.say('hello');
  hand.say('Good ');
  const events = eventsOf(await tomas.post('/api/bot-response/', { conversation_id }, STREAM));
  const id = (await events.next())?.data.id ?? '';
  await isProblem(await lena.post(`/api/messages/${id}/stop/`), 'not_found');
  assert.equal((await tomas.post(`/api/messages/${id}/stop/`)).status, 204);
  let last = await events.next();
  while (last?.name === 'delta') last = await events.next();
  assert.deepEqual([last?.name, last?.data.message.status], ['message', 'interrupted']);
  assert.equal((await tomas.post(`/api/messages/${id}/stop/`)).status, 204);
});

test('a bot that is switched off says so', async (t) => {
  const { person } = createRig(t);
  const tomas = await person('tomas');
  const { conversation_id } = await tomas.say('hello');
  await isProblem(await tomas.post('/api/bot-response/', { conversation_id }, STREAM), 'bot_off');
});

test('a stream that breaks after it began ends with an error event', async (t) => {
  const hand = createHandBot();
  const { person, logged } = createRig(t, {
    bot: hand.bot,
    service: (real) => ({
      ...real,
      async botResponse(_principal, _body, listener) {
        listener?.onDelta({ id: 'm', offset: 0, text: 'Good' });
        await new Promise((resolve) => setImmediate(resolve));
        throw new Error('the disk is on fire');
      },
    }),
  });
  const tomas = await person('tomas');
  const { conversation_id } = await tomas.say('hello');
  const events = eventsOf(await tomas.post('/api/bot-response/', { conversation_id }, STREAM));
  const names = [];
  for (let event = await events.next(); event !== null; event = await events.next()) {
    names.push(event.name);
    if (event.name === 'error') assert.equal(event.data.code, 'internal');
    assert.ok(!JSON.stringify(event.data).includes('fire'));
  }
  assert.deepEqual(names, ['delta', 'error']);
  assert.ok(logged.some(({ level }) => level === 'error'));
});

test('a reader who falls behind gets what has gathered as one delta', async (t) => {
  const hand = createHandBot();
  const { person } = createRig(t, {
    bot: hand.bot,
    service: (real) => ({
      ...real,
      async botResponse(_principal, { conversation_id }, listener) {
        for (let i = 0; i < 1000; i += 1) listener?.onDelta({ id: 'm', offset: i, text: String(i % 10) });
        // A correction: cut at 995, go on.
        listener?.onDelta({ id: 'm', offset: 995, text: 'end' });
        return { id: 'm', conversation_id } as Message;
      },
    }),
  });
  const tomas = await person('tomas');
  const { conversation_id } = await tomas.say('hello');
  const events = eventsOf(await tomas.post('/api/bot-response/', { conversation_id }, STREAM));
  const [delta, message] = [await events.next(), await events.next()];
  assert.equal(delta?.name, 'delta');
  assert.equal(delta.data.text.length, 998);
  assert.ok(delta.data.text.endsWith('end'));
  assert.equal(message?.name, 'message');
});

test('who goes away ends the listening', async (t) => {
  let gone: AbortSignal | undefined;
  const { person } = createRig(t, {
    service: (real) => ({
      ...real,
      botResponse: async (_principal, _body, listener) => {
        gone = listener?.signal;
        listener?.onDelta({ id: 'm', offset: 0, text: 'Good' });
        return await new Promise<Message>(() => undefined);
      },
    }),
  });
  const tomas = await person('tomas');
  const { conversation_id } = await tomas.say('hello');
  const events = eventsOf(await tomas.post('/api/bot-response/', { conversation_id }, STREAM));
  await events.next();
  assert.equal(gone?.aborted, false);
  await events.reader.cancel();
  assert.equal(gone.aborted, true);
});

test('the form follows Accept', async (t) => {
  const hand = createHandBot();
  hand.say('Hm.');
  hand.end();
  const { person } = createRig(t, { bot: hand.bot });
  const tomas = await person('tomas');
  const { conversation_id } = await tomas.say('hello');
  const typeFor = async (accept?: string) => {
    const headers = accept === undefined ? undefined : { accept };
    const response = await tomas.post('/api/bot-response/', { conversation_id }, headers);
    await response.text();
    return response.headers.get('content-type')?.split(';')[0];
  };
  for (const accept of [
    undefined,
    '*/*',
    'application/json',
    'application/*',
    'text/event-stream;q=0.5, application/json',
    'Application/JSON',
  ]) {
    assert.equal(await typeFor(accept), 'application/json', accept);
  }
  for (const accept of [
    'text/event-stream',
    'text/event-stream, */*;q=0.1',
    'application/json;q=0.2, text/event-stream',
    '*/*, application/json;q=0',
  ]) {
    assert.equal(await typeFor(accept), 'text/event-stream', accept);
  }
  for (const accept of ['text/html', 'image/png, text/plain', 'application/json;q=0']) {
    assert.equal(await typeFor(accept), 'application/problem+json', accept);
  }
});

test('an empty conversation has something to ask', async (t) => {
  const { person } = createRig(t);
  const prompts = (await (await (await person('tomas')).get('/api/bot-prompts/')).json()) as {
    order: number;
    text: string;
  }[];
  assert.ok(prompts.length >= 4);
  assert.deepEqual(Object.keys(prompts[0] ?? {}).sort(), ['id', 'order', 'text', 'title']);
  assert.deepEqual(
    prompts.map(({ order }) => order),
    prompts.map(({ order }) => order).sort((a, b) => a - b),
  );
});
