import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { WebSocket } from 'ws';
import { LISTENS, start, temporaryFolder } from './process.js';

const PRELOAD = `--import=${new URL('./killed-thread.mjs', import.meta.url).href}`;

const signIn = async (url: string): Promise<string> =>
  ((await (await fetch(`${url}/demo/token?as=visitor`)).json()) as { token: string }).token;

describe('a thread of the store that dies', { concurrency: 2 }, () => {
  for (const thread of ['store-writer', 'store-reader']) {
    test(`ends the relay in order, says so, and the next start has all that was acknowledged: ${thread}`, async (t) => {
      const data = await temporaryFolder(t);
      const args = ['--dev', '--port', '0', '--data', data];
      const first = start(t, args, { NODE_OPTIONS: PRELOAD, CRM_CHAT_KILL: thread });
      const [, url = ''] = await first.says(LISTENS);
      const token = await signIn(url);
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const body = JSON.stringify({ text: 'keep me', subject: 'deal:42' });
      const sent = await fetch(`${url}/api/user-response/`, { method: 'POST', headers, body });
      const { conversation_id: id } = (await sent.json()) as { conversation_id: string };
      const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/chat/${id}/`);
      // One packet may bring several frames, all told in one turn: whoever waits for one at a time misses the next.
      const synced = new Promise<void>((resolve) => {
        socket.on('message', (data: Buffer) => data.toString().includes('"sync"') && resolve());
      });
      await once(socket, 'open');
      socket.send(JSON.stringify({ type: 'hello', v: 1, token }));
      await synced;
      const closed = once(socket, 'close');

      first.child.kill('SIGUSR2');
      assert.equal(await first.ended, 1);
      assert.equal((await closed)[0], 1012);
      assert.match(first.err(), /the store has failed: the relay stops/);
      assert.match(first.err(), /thread has ended/);

      const second = start(t, args);
      const [, again = ''] = await second.says(LISTENS);
      const page = await fetch(`${again}/api/conversations/${id}/messages/`, { headers });
      const { results } = (await page.json()) as { results: { text: string }[] };
      assert.equal(results[0]?.text, 'keep me');
    });
  }
});
