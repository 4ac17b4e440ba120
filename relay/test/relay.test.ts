import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { WebSocket } from 'ws';
import type { EventsPage } from '@crm-chat/sdk/protocol';
import { readConfig } from '../src/config.js';
import { createLog } from '../src/log.js';
import { createRelay, type RelayOverrides } from '../src/relay.js';

async function relay(t: TestContext, overrides: RelayOverrides = {}, environment: Record<string, string> = {}) {
  const data = await mkdtemp(path.join(tmpdir(), 'crm-chat-relay-'));
  const config = readConfig({ dev: true, port: '0', data }, environment);
  const running = await createRelay(config, { log: createLog('silent'), ...overrides });
  t.after(async () => {
    await running.close();
    await rm(data, { recursive: true });
  });
  const url = await running.listen();
  const demo = async (as: string) =>
    ((await (await fetch(`${url}/demo/token?as=${as}`)).json()) as { token: string }).token;
  const call = async (route: string, token: string, body?: unknown, init: RequestInit = {}) =>
    await fetch(url + route, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...init,
    });
  return { running, url, config, demo, call };
}

/** Speaks HTTP by hand: what no client library would send. */
async function raw(url: string, text: string): Promise<{ socket: Socket; answer: Promise<string> }> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  let got = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => (got += chunk));
  socket.on('error', () => undefined);
  const answer = once(socket, 'close').then(() => got);
  socket.write(text);
  return { socket, answer };
}

const metric = async (url: string, name: string) => {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
};

test('a person sends, another reads, and the bot answers', async (t) => {
  const { demo, call } = await relay(t);
  const [tomas, dana] = [await demo('visitor'), await demo('dana')];
  const sent = await call('/api/user-response/', tomas, { text: 'What is the status of my deal?', subject: 'deal:42' });
  const { conversation_id: id } = (await sent.json()) as { conversation_id: string };
  const reply = await call('/api/bot-response/', tomas, { conversation_id: id });
  const { message } = (await reply.json()) as { message: { text: string; sender: { role: string } } };
  assert.equal(message.sender.role, 'bot');
  const page = (await (await call(`/api/conversations/${id}/events/`, dana, {})).json()) as EventsPage;
  assert.ok(page.messages.some(({ text }) => text === message.text));
});

test('live frames are counted for each socket that they went to', async (t) => {
  const { url, demo, call } = await relay(t, { bot: null });
  const tomas = await demo('visitor');
  const sent = await call('/api/user-response/', tomas, { text: 'hello', subject: 'deal:42' });
  const { conversation_id: id } = (await sent.json()) as { conversation_id: string };
  const sockets = await Promise.all(
    ['visitor', 'dana'].map(async (as) => {
      const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/chat/${id}/`);
      await once(socket, 'open');
      socket.send(JSON.stringify({ type: 'hello', v: 1, token: await demo(as) }));
      await once(socket, 'message');
      return socket;
    }),
  );
  const before = await metric(url, 'crm_chat_deliveries_total');
  await call('/api/user-response/', tomas, { text: 'again', conversation_id: id });
  while ((await metric(url, 'crm_chat_deliveries_total')) < before + 2) continue;
  for (const socket of sockets) socket.close();
});

test('two relays stand in one process and know nothing of each other', async (t) => {
  const [one, two] = [await relay(t), await relay(t)];
  const token = await one.demo('visitor');
  assert.equal((await one.call('/api/conversations/', token)).status, 200);
  assert.equal((await two.call('/api/conversations/', token)).status, 401);
  await one.running.close();
  assert.equal((await two.call('/api/conversations/', await two.demo('visitor'))).status, 200);
});

test('closing twice is closing once, also before it ever listened', async (t) => {
  const { running, url } = await relay(t);
  await Promise.all([running.close(), running.close()]);
  await running.close();
  await assert.rejects(fetch(`${url}/healthz`));

  const data = await mkdtemp(path.join(tmpdir(), 'crm-chat-relay-'));
  t.after(() => rm(data, { recursive: true }));
  const unused = await createRelay(readConfig({ dev: true, port: '0', data }, {}), { log: createLog('silent') });
  await unused.close();
  // And the folder is free again.
  const next = await createRelay(readConfig({ dev: true, port: '0', data }, {}), { log: createLog('silent') });
  await next.close();
});

test('a poll ends on the relay when its client goes away', async (t) => {
  const { url, demo, call } = await relay(t);
  const tomas = await demo('visitor');
  const sent = await call('/api/user-response/', tomas, { text: 'hello', subject: 'deal:42' });
  const { conversation_id: id } = (await sent.json()) as { conversation_id: string };
  await (await call('/api/bot-response/', tomas, { conversation_id: id })).json();
  const path_ = `/api/conversations/${id}/events/`;
  const now = (await (await call(path_, tomas, {})).json()) as EventsPage;
  const client = new AbortController();
  const body = { since: now.upto, epoch: now.epoch, tick: now.tick, wait: 25 };
  const poll = call(path_, tomas, body, { signal: client.signal }).catch(() => 'gone');
  while ((await metric(url, 'crm_chat_polls')) !== 1) continue;
  client.abort();
  assert.equal(await poll, 'gone');
  while ((await metric(url, 'crm_chat_polls')) !== 0) continue;
});

test('a body that outgrows the limit is answered 413 while it still comes', async (t) => {
  const { url, demo } = await relay(t, {}, { LIMITS: '{"frame_bytes": 2000}' });
  const token = await demo('visitor');
  const head =
    `POST /api/user-response/ HTTP/1.1\r\nHost: ${new URL(url).host}\r\nAuthorization: Bearer ${token}\r\n` +
    'Content-Type: application/json\r\n';
  const chunked = await raw(url, `${head}Transfer-Encoding: chunked\r\n\r\n`);
  const chunk = `400\r\n${'x'.repeat(1024)}\r\n`;
  // Never ends by itself: the relay has to.
  const timer = setInterval(() => chunked.socket.writable && chunked.socket.write(chunk), 5);
  const answered = once(chunked.socket, 'data');
  const [text] = (await answered) as [string];
  clearInterval(timer);
  chunked.socket.destroy();
  assert.match(text, /^HTTP\/1\.1 413 /);
  assert.match(text, /"code":"too_large"/);

  const announced = await raw(url, `${head}Content-Length: 99999999\r\n\r\n{`);
  const [refusal] = (await once(announced.socket, 'data')) as [string];
  announced.socket.destroy();
  assert.match(refusal, /^HTTP\/1\.1 413 /);
});

test('what is no HTTP, or no Host, is refused and the relay goes on', async (t) => {
  const { url } = await relay(t);
  for (const nonsense of [
    'hello\r\n\r\n',
    'GET / HTTP/1.1\r\n\r\n',
    'GET /healthz HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n',
    `GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`,
    'POST /api/user-response/ HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
  ]) {
    const { answer, socket } = await raw(url, nonsense);
    socket.end();
    assert.match(await answer, /^HTTP\/1\.1 4\d\d /, nonsense.slice(0, 40));
  }
  assert.equal((await fetch(`${url}/healthz`)).status, 200);
});

test('the demo is refused to a page that has pointed its own name at this machine', async (t) => {
  const { url } = await relay(t);
  const request = (host: string) =>
    raw(url, `GET /demo/token?as=dana HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  assert.match(await (await request('evil.test')).answer, /^HTTP\/1\.1 403 /);
  assert.match(await (await request(new URL(url).host)).answer, /^HTTP\/1\.1 200 /);
});

test('its tokens are for pages of this machine, on any port, and for no other page', async (t) => {
  const { url } = await relay(t);
  const allowed = async (origin: string) => {
    const answer = await fetch(`${url}/demo/token`, { headers: { origin } });
    assert.equal(answer.headers.get('vary'), 'origin');
    return answer.headers.get('access-control-allow-origin');
  };
  assert.equal(await allowed('http://localhost:5173'), 'http://localhost:5173');
  assert.equal(await allowed('https://evil.test'), null);
  assert.equal(await allowed('null'), null);
});

test('every page of the demo loads under its own policy, for each person and deal', async (t) => {
  const { url } = await relay(t);
  for (const query of ['', '?as=visitor&deal=42', '?as=dana', '?as=lena&deal=57', '?deal=fresh-1']) {
    const page = await fetch(`${url}/demo/${query}`);
    assert.equal(page.status, 200);
    const text = await page.text();
    assert.doesNotMatch(text, /\sstyle=|<style|javascript:|\son\w+=/);
    for (const [, file = ''] of text.matchAll(/(?:src|href)="(\/demo\/[\w.]+)"/g)) {
      assert.equal((await fetch(url + file)).status, 200, file);
    }
  }
});
