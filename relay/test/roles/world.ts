import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Conversation, EventsPage, Message, MessagesPage, Problem, TokenRole } from '@crm-chat/sdk/protocol';
import { WebSocket } from 'ws';
import { signToken } from '../../src/auth/sign-token.js';
import type { Bot } from '../../src/bots/bot.js';
import { systemClock } from '../../src/clock.js';
import { readConfig } from '../../src/config.js';
import { createLog } from '../../src/log.js';
import { createRelay } from '../../src/relay.js';
import type { Cell, Outcome } from '../../src/service/roles.js';
import { Client } from '../socket/rig.js';

export const BUTTONS = { kind: 'buttons', buttons: [{ id: 'yes', label: 'Yes', value: 'yes' }] };

const LIMITS = JSON.stringify({ sends_per_second: 1000, send_burst: 1000, unauthenticated_per_address: 1000 });

/** Answers at once, or, asked to do so slowly, says one word and waits to be stopped. */
const bot: Bot = {
  name: 'Assistant',
  async *reply({ message }, signal) {
    yield 'Well';
    if (!message.text.includes('slowly')) return;
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  },
};

export interface Person {
  readonly id: string;
  readonly role: TokenRole;
  readonly token: string;
  call(method: string, path: string, body?: object): Promise<Response>;
  /** Uploads a text. @returns its attachment's id */
  upload(): Promise<string>;
  /** The same, where it has to go well. */
  get<T>(path: string): Promise<T>;
  do<T>(method: string, path: string, body: object): Promise<T>;
  /** Follows their list. */
  inbox(): Promise<Client>;
  /** Says hello in a conversation; null where that comes to 4404. */
  socket(conversationId: string): Promise<Client | null>;
}

export interface World {
  person(id: string, role: TokenRole, more?: { tenant?: string; subjects?: readonly string[] }): Promise<Person>;
  close(): Promise<void>;
}

/** A running relay as a CRM would have it: SQLite, HTTP and sockets on a port of the system's choice. */
export async function createWorld(): Promise<World> {
  const data = await mkdtemp(path.join(tmpdir(), 'crm-chat-roles-'));
  const config = readConfig({ dev: true, port: '0', data }, { LIMITS });
  const relay = await createRelay(config, { log: createLog('silent'), bot, assets: null });
  const url = await relay.listen();
  const clients: Client[] = [];

  const hello = async (path: string, token: string): Promise<Client> => {
    const client = new Client(new WebSocket(url.replace('http', 'ws') + path));
    clients.push(client);
    await client.opened();
    client.say({ type: 'hello', v: 1, token });
    await client.until(() => client.of('welcome').length > 0 || client.closeCode !== null, 'welcome', 60_000);
    return client;
  };

  return {
    async person(id, role, more = {}) {
      const token = await signToken(config.auth, { sub: id, role, expiresIn: 3600, ...more }, systemClock);
      const call = (method: string, route: string, body?: object) =>
        fetch(url + route, {
          method,
          headers: {
            authorization: `Bearer ${token}`,
            ...(body !== undefined && { 'content-type': 'application/json' }),
          },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        });
      const well = async <T>(response: Response): Promise<T> => {
        const text = await response.text();
        assert.ok(response.ok, `${response.status} ${text}`);
        return (text === '' ? undefined : JSON.parse(text)) as T;
      };
      return {
        id,
        role,
        token,
        call,
        async upload() {
          const body = new FormData();
          body.set('file', new File(['a file'], 'file.txt', { type: 'text/plain' }));
          const headers = { authorization: `Bearer ${token}` };
          return (await well<{ id: string }>(await fetch(`${url}/api/uploads/`, { method: 'POST', headers, body }))).id;
        },
        get: async (route) => well(await call('GET', route)),
        do: async (method, route, body) => well(await call(method, route, body)),
        async inbox() {
          const client = await hello('/ws/inbox/', token);
          assert.equal(client.closeCode, null);
          return client;
        },
        async socket(conversationId) {
          const client = await hello(`/ws/chat/${conversationId}/`, token);
          if (client.closeCode === null) return client;
          assert.equal(client.closeCode, 4404);
          return null;
        },
      };
    },
    async close() {
      for (const { socket } of clients) socket.terminate();
      await relay.close();
      await rm(data, { recursive: true });
    },
  };
}

/** A conversation of a subject, with a text of its owner, an event, and the one person whom a cell is about. */
export interface Scene {
  readonly id: string;
  readonly subject: string;
  readonly cell: Cell;
  readonly who: Person;
  /** A `user` who takes part. */
  readonly owner: Person;
  /** Of the staff, to see what happened and to write notes. */
  readonly root: Person;
  readonly hello: Message;
  /** Of the owner joining. */
  readonly event: Message;
  /** Written by `root`, once. */
  note(): Promise<Message>;
  /** Buttons, asked by `root`. */
  question(): Promise<Message>;
  /** A text of the cell's person, who is afterwards what they were. In another tenant: of the one who has their id here. */
  ownMessage(text?: string): Promise<Message>;
  /** A reply that streams, to this message. */
  streamingReply(to: Message): Promise<Message>;
  /** As staff sees it now. */
  messageNow(id: string): Promise<Message>;
}

export async function createScene(world: World, cell: Cell): Promise<Scene> {
  const name = randomUUID();
  const subject = `deal:${name}`;
  const [root, owner] = await Promise.all([
    world.person(`root-${name}`, 'admin'),
    world.person(`owner-${name}`, 'user'),
  ]);
  const { id } = await root.do<Conversation>('POST', '/api/conversations/', { subject, bot: 'on_request' });
  const people = `/api/conversations/${id}/participants/`;
  const add = ({ id: user, role }: Person) => root.do('POST', people, { user: { id: user, name: user, role } });
  const send = async (from: Person, text: string, more: object = {}) =>
    (await from.do<{ message: Message }>('POST', '/api/user-response/', { conversation_id: id, text, ...more }))
      .message;
  await add(owner);
  const hello = await send(owner, 'hello');
  const who = await personOf(world, cell, { subject, owner, name });
  if (cell.tie === 'member') await add(who);
  const messages = async () => (await root.get<MessagesPage>(`/api/conversations/${id}/messages/?limit=200`)).results;
  const event = (await messages()).find(({ type }) => type === 'event');
  assert.ok(event);

  const scene: Scene = {
    id,
    subject,
    cell,
    who,
    owner,
    root,
    hello,
    event,
    question: () => send(root, 'Well?', { rich: BUTTONS }),
    note: () => send(root, 'a secret', { type: 'note' }),
    async ownMessage(text = 'mine') {
      if (cell.tie === 'other tenant') return send(owner, text);
      if (cell.role === 'user' && cell.tie === 'outsider') await add(who);
      const message = await send(who, text);
      if (cell.tie !== 'member') await root.call('DELETE', `${people}${who.id}/`);
      return message;
    },
    async streamingReply(to) {
      root.call('POST', '/api/bot-response/', { conversation_id: id, message_id: to.id }).catch(() => undefined);
      for (;;) {
        const { streaming } = await root.get<EventsPage>(`/api/conversations/${id}/events/`);
        const [reply] = streaming;
        if (reply) return scene.messageNow(reply.id);
      }
    },
    async messageNow(wanted) {
      const message = (await messages()).find((one) => one.id === wanted);
      assert.ok(message);
      return message;
    },
  };
  return scene;
}

function personOf(
  world: World,
  { role, tie }: Cell,
  { subject, owner, name }: { subject: string; owner: Person; name: string },
): Promise<Person> {
  // As near to somebody here as another tenant can come.
  if (tie === 'other tenant')
    return world.person(owner.id, role, { tenant: 'elsewhere', subjects: [subject, 'deal:*'] });
  // Names another deal, so that it is the subject that lets in, not having subjects at all.
  const subjects = [tie === 'holder' ? subject : 'deal:another'];
  return world.person(`who-${name}`, role, { subjects });
}

const OUTCOMES: readonly string[] = [
  'forbidden',
  'not_found',
  'subject_not_allowed',
  'attachment_gone',
] satisfies Outcome[];

/** What an answer comes to in the table's words. A subject that is taken was allowed to be named. */
export async function outcomeOfResponse(response: Response): Promise<Outcome> {
  const text = await response.text();
  if (response.ok) return 'yes';
  const { code } = JSON.parse(text) as Problem;
  if (code === 'subject_taken') return 'yes';
  return outcomeOfCode(code, text);
}

export function outcomeOfCode(code: string, context: string): Outcome {
  assert.ok(OUTCOMES.includes(code), `neither done nor refused for who asks: ${context}`);
  return code as Outcome;
}
