import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describe, test, type TestContext } from 'node:test';
import { WebSocket } from 'ws';
import type { RelayFrame } from '@crm-chat/sdk/protocol';
import { LISTENS, start, temporaryFolder, type Running } from './process.js';

/** What must never stand in a log: what people write, and what lets them in. */
const CANARIES = ['canary-text-41', 'canary-title-42', 'canary-name-43', 'canary-meta-44'];

async function relay(t: TestContext, data: string, environment: Record<string, string> = {}) {
  const running = start(t, ['--dev', '--port', '0', '--data', data], environment);
  const [, url = ''] = await running.says(LISTENS);
  return { ...running, url };
}

async function signIn(url: string, as = 'visitor'): Promise<string> {
  const response = await fetch(`${url}/demo/token?as=${as}`);
  return ((await response.json()) as { token: string }).token;
}

const send = async (url: string, token: string, body: object) => {
  const response = await fetch(`${url}/api/user-response/`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as { conversation_id: string; message_id: string } };
};

/** Collects a socket's frames; `until` waits for one. */
function frames(socket: WebSocket) {
  const got: RelayFrame[] = [];
  const closed = once(socket, 'close').then(([code]) => code as number);
  socket.on('message', (data: Buffer) => got.push(JSON.parse(data.toString()) as RelayFrame));
  return {
    got,
    closed,
    async until(fits: (frame: RelayFrame) => boolean): Promise<RelayFrame> {
      for (;;) {
        const frame = got.find(fits);
        if (frame !== undefined) return frame;
        await once(socket, 'message');
      }
    },
  };
}

// Each waits for processes more than it works, so they may wait together.
describe('the relay as a process', { concurrency: 3 }, () => {
  test('SIGTERM: goaway, 1012, exit 0, and all that was acknowledged is there after the restart', async (t) => {
    const data = await temporaryFolder(t);
    const first = await relay(t, data);
    const token = await signIn(first.url);
    const { body } = await send(first.url, token, { text: 'keep me', subject: 'deal:42' });
    const socket = new WebSocket(`${first.url.replace('http', 'ws')}/ws/chat/${body.conversation_id}/`);
    const live = frames(socket);
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'hello', v: 1, token }));
    await live.until(({ type }) => type === 'welcome');
    first.child.kill('SIGTERM');
    assert.equal(await live.closed, 1012);
    assert.ok(live.got.some(({ type }) => type === 'goaway'));
    assert.equal(await first.ended, 0);

    const second = await relay(t, data);
    // The same secret, so the token of an open page is still good.
    const page = await fetch(`${second.url}/api/conversations/${body.conversation_id}/messages/`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const { results } = (await page.json()) as { results: { id: string; text: string }[] };
    assert.ok(results.some(({ id, text }) => id === body.message_id && text === 'keep me'));
    second.child.kill('SIGINT');
    assert.equal(await second.ended, 0);
  });

  test('a waiting poll does not hold up its end', async (t) => {
    const running = await relay(t, await temporaryFolder(t), { BOT_PROVIDER: 'none' });
    const { url } = running;
    const token = await signIn(url);
    const { body } = await send(url, token, { text: 'hello', subject: 'deal:42' });
    const conversation = `${url}/api/conversations/${body.conversation_id}`;
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const { head } = (await (await fetch(`${conversation}/messages/`, { headers })).json()) as { head: number };
    // One after the other, until nothing answers any more.
    const polls = (async () => {
      const body = JSON.stringify({ since: head, wait: 25 });
      for (;;) await (await fetch(`${conversation}/events/`, { method: 'POST', headers, body })).text();
    })();
    const cut = assert.rejects(polls);
    const isWaiting = async () => /^crm_chat_polls 1$/m.test(await (await fetch(`${url}/metrics`)).text());
    while (!(await isWaiting()));
    running.child.kill('SIGTERM');
    assert.equal(await running.ended, 0);
    await cut;
  });

  test('a second signal does not wait', async (t) => {
    const running = await relay(t, await temporaryFolder(t));
    running.child.kill('SIGTERM');
    running.child.kill('SIGTERM');
    // Whichever comes first: it had closed already, or it was cut short.
    assert.ok([0, 1].includes((await running.ended) as number));
  });

  test('a second relay on the same folder is refused, and the first goes on', async (t) => {
    const data = await temporaryFolder(t);
    const first = await relay(t, data);
    const second = start(t, ['--dev', '--port', '0', '--data', data]);
    assert.equal(await second.ended, 1);
    assert.match(second.err(), /data folder .* is used by another relay/);
    assert.equal((await fetch(`${first.url}/readyz`)).status, 200);
  });

  test('a port that is taken is named, and nothing stays locked', async (t) => {
    const data = await temporaryFolder(t);
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    t.after(() => other.close());
    const { port } = other.address() as AddressInfo;
    const refused = start(t, ['--dev', '--port', String(port), '--data', data]);
    assert.equal(await refused.ended, 1);
    assert.match(refused.err(), new RegExp(`Something else listens on 127\\.0\\.0\\.1:${port}`));
    await relay(t, data);
  });

  test('without a key the relay does not start, and says which setting is missing', async (t) => {
    const refused = start(t, ['--data', await temporaryFolder(t)]);
    assert.equal(await refused.ended, 78);
    assert.match(refused.err(), /JWT_SECRET is missing/);
  });

  test('after kill -9 everything acknowledged is there, and the folder is free', async (t) => {
    const data = await temporaryFolder(t);
    const first = await relay(t, data);
    const token = await signIn(first.url);
    const { body } = await send(first.url, token, { text: 'one', subject: 'deal:42' });
    const ids = [body.message_id];
    for (let i = 0; i < 5; i += 1) {
      const more = await send(first.url, token, { text: String(i), conversation_id: body.conversation_id });
      ids.push(more.body.message_id);
    }
    first.child.kill('SIGKILL');
    assert.equal(await first.ended, 'SIGKILL');
    const second = await relay(t, data);
    const page = await fetch(`${second.url}/api/conversations/${body.conversation_id}/messages/`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const kept = ((await page.json()) as { results: { id: string }[] }).results.map(({ id }) => id);
    for (const id of ids) assert.ok(kept.includes(id));
  });

  test('the log of a whole run holds nothing that people wrote and nothing that lets anybody in', async (t) => {
    const data = await temporaryFolder(t);
    const running: Running & { url: string } = await relay(t, data, { LOG_LEVEL: 'trace' });
    const { url } = running;
    const [visitor, dana] = [await signIn(url), await signIn(url, 'dana')];
    const canary = CANARIES.join(' ');
    const { body } = await send(url, visitor, {
      text: canary,
      subject: 'deal:42',
      title: canary,
      metadata: { a: canary },
    });
    const id = body.conversation_id;
    const call = async (method: string, path: string, token: string, content: string, type = 'application/json') =>
      await (
        await fetch(url + path, {
          method,
          headers: { authorization: `Bearer ${token}`, 'content-type': type },
          body: content,
        })
      ).text();
    await call('PATCH', `/api/conversations/${id}/`, dana, JSON.stringify({ title: canary }));
    await call('POST', '/api/user-response/', visitor, JSON.stringify({ [canary]: canary }));
    await call('POST', '/api/user-response/', visitor, `{"text": ${canary}`);
    await call('POST', '/api/user-response/', visitor, canary, 'text/plain');
    await call('POST', '/api/user-response/', `${visitor}x`, JSON.stringify({ text: canary }));
    await call('POST', '/api/bot-response/', visitor, JSON.stringify({ conversation_id: id }));
    await (await fetch(`${url}/api/conversations/?q=${encodeURIComponent(canary)}&token=${visitor}`)).text();
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/chat/${id}/?token=${visitor}`);
    const live = frames(socket);
    await live.until(({ type }) => type === 'welcome');
    socket.send(JSON.stringify({ type: 'message:new', client_id: 'c1', text: canary }));
    await live.until(({ type }) => type === 'ack');
    socket.send(`{"type": ${canary}`);
    await live.closed;
    running.child.kill('SIGTERM');
    assert.equal(await running.ended, 0);

    const log = running.out() + running.err();
    assert.match(log, /answered/);
    for (const secret of [...CANARIES, visitor, dana, visitor.split('.')[2] ?? visitor])
      assert.ok(!log.includes(secret), secret);
  });

  test('the demo page is for this machine, and there is none without --dev', async (t) => {
    const development = await relay(t, await temporaryFolder(t));
    const page = await fetch(`${development.url}/demo/`);
    assert.equal(page.status, 200);
    assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'; script-src 'self'/);
    assert.match(await page.text(), /<script\s+src="\/crm-chat\.js"/);
    assert.equal((await fetch(`${development.url}/demo/?as=nobody`)).status, 404);
    assert.equal((await fetch(`${development.url}/demo/?deal=%3Cscript%3E`)).status, 404);
    const environment = {
      JWT_SECRET: 'a secret of the tests, long enough for HS256',
      ALLOWED_ORIGINS: 'https://crm.test',
    };
    const production = start(t, ['--port', '0', '--data', await temporaryFolder(t)], environment);
    const [, url = ''] = await production.says(LISTENS);
    assert.equal((await fetch(`${url}/demo/`)).status, 404);
    assert.equal((await fetch(`${url}/demo/token`)).status, 404);
  });
});
