import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { EventsPage, Message, Problem } from '@crm-chat/sdk/protocol';
import { WebSocket } from 'ws';
import { GENEROUS, startLive, type LiveOptions, type Person } from '../live.js';
import { Client } from '../socket/rig.js';

export const asJson = async <T>(answer: Promise<Response>): Promise<T> => {
  const response = await answer;
  const text = await response.text();
  assert.ok(response.ok, `${response.status} ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
};

export const codeOf = async (answer: Promise<Response>): Promise<string> => {
  const response = await answer;
  const text = await response.text();
  assert.ok(!response.ok, text);
  return (JSON.parse(text) as Problem).code;
};

/** A running relay with a customer (`tomas`) in a conversation, and Dana and Root of the staff. */
export async function people(t: TestContext, options: LiveOptions = {}) {
  const live = await startLive(t, { bot: null, limits: GENEROUS, ...options });
  const [tomas, dana, root] = await Promise.all([
    live.person('tomas'),
    live.person('dana', { role: 'agent', name: 'Dana' }),
    live.person('root', { role: 'admin', name: 'Root' }),
  ]);
  const { conversation_id: id, message: hello } = await tomas.say('hello');
  const path = `/api/conversations/${id}/`;
  const clients: Client[] = [];
  t.after(() => clients.forEach(({ socket }) => socket.terminate()));
  const connect = async (query: string) => {
    const client = new Client(new WebSocket(`${live.socketUrl}/ws/chat/${id}/${query}`));
    clients.push(client);
    await client.opened();
    return client;
  };

  const page = (who: Person, body: object = {}) => asJson<EventsPage>(who.call('POST', `${path}events/`, body));

  return {
    live,
    id,
    path,
    hello,
    tomas,
    dana,
    root,
    join: async ({ token }: Person) => {
      const client = await connect('');
      client.say({ type: 'hello', v: 1, token });
      await client.next('sync');
      return client;
    },
    /** As older clients do. */
    joinOld: async ({ token }: Person) => {
      const client = await connect(`?token=${token}`);
      await client.next('welcome');
      return client;
    },
    add: (user: string) => asJson(dana.call('POST', `${path}participants/`, { user: { id: user, name: user } })),
    page,
    /**
     * Somebody who waits for news by polls, once they do; `seen` is who stands in the list of those present. Whoever comes or types
     * ends a wait, and the next one begins: `answer` is the first that is no page.
     */
    waitingPoll: async (who: Person, seen: string) => {
      const polls = async (): Promise<Response> => {
        for (let last = await page(who); ;) {
          const { upto: since, epoch, tick } = last;
          const response = await who.call('POST', `${path}events/`, { since, epoch, tick, wait: 25 });
          if (!response.ok) return response;
          last = (await response.json()) as EventsPage;
        }
      };
      const answer = polls();
      // Unhandled where a test fails before it looks.
      answer.catch(() => undefined);
      while (!(await page(dana)).presence.some((user) => user.id === seen));
      return { answer };
    },
    /** Sends over HTTP. */
    send: async (who: Person, text: string, more: object = {}): Promise<Message> =>
      (await who.say(text, { conversation_id: id, ...more })).message,
  };
}
