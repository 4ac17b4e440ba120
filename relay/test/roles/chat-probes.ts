import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Message } from '@crm-chat/sdk/protocol';
import type { CHAT_ROLES, Outcome } from '../../src/service/roles.js';
import type { Client } from '../socket/rig.js';
import type { Probe } from './http-probes.js';
import { BUTTONS, outcomeOfCode, type Scene } from './world.js';

/** On the conversation's own socket; whoever gets none is refused there. */
const inside =
  (act: (client: Client, scene: Scene) => Promise<Outcome>): Probe =>
  async (scene) => {
    const client = await scene.who.socket(scene.id);
    return client === null ? 'not_found' : act(client, scene);
  };

/** What a frame with a `client_id` is answered with. */
async function answerTo(client: Client, fields: object, named?: string): Promise<Outcome> {
  const clientId = named ?? randomUUID();
  client.say({ client_id: clientId, ...fields });
  const answers = () =>
    [...client.of('ack'), ...client.of('nack')].find(
      (answer) => answer.client_id === clientId || ('batch' in answer && answer.batch),
    );
  await client.until(() => answers() !== undefined || client.closeCode !== null, `an answer to ${clientId}`, 60_000);
  const answer = answers();
  assert.ok(answer, `closed with ${client.closeCode}`);
  return answer.type === 'ack' ? 'yes' : outcomeOfCode(answer.code, JSON.stringify(answer));
}

const said = (fields: object): Probe => inside((client) => answerTo(client, fields));

/**
 * A frame that names a message by id: said from a socket of any conversation, so that a stranger tries it from their own.
 */
const about =
  (which: (scene: Scene) => Message | Promise<Message>, fields: object): Probe =>
  async (scene) => {
    const { id } = await which(scene);
    return answerTo(await anySocket(scene), { id, ...fields });
  };

async function anySocket({ who, id }: Scene): Promise<Client> {
  const client = await who.socket(id);
  if (client !== null) return client;
  const own = await who.do<{ id: string }>('POST', '/api/conversations/', {});
  const elsewhere = await who.socket(own.id);
  assert.ok(elsewhere);
  return elsewhere;
}

const stop =
  (asked: (scene: Scene) => Promise<Message>): Probe =>
  async (scene) => {
    const reply = await scene.streamingReply(await asked(scene));
    const client = await anySocket(scene);
    client.say({ type: 'stop', id: reply.id });
    for (;;) {
      await client.settled();
      const [nack] = client.of('nack');
      if (nack) return outcomeOfCode(nack.code, JSON.stringify(nack));
      if ((await scene.messageNow(reply.id)).status === 'interrupted') return 'yes';
    }
  };

/** Whether staff hears it. */
const typing = (fields: object): Probe =>
  inside(async (client, { root, id, who }) => {
    const watcher = await root.socket(id);
    assert.ok(watcher);
    client.say({ type: 'typing', is_typing: true, ...fields });
    await client.settled();
    await watcher.settled();
    return watcher.of('typing').some(({ user }) => user.id === who.id) ? 'yes' : 'nothing';
  });

const own = (scene: Scene) => scene.ownMessage();
const byRoot = async ({ root, id }: Scene, text = 'theirs') =>
  (await root.do<{ message: Message }>('POST', '/api/user-response/', { conversation_id: id, text })).message;

const member = (more: object = {}) => ({ client_id: 'in the batch', text: 'hello', ...more });
const batch = (...messages: object[]): Probe =>
  inside((client) => answerTo(client, { type: 'message:batch', messages }, 'in the batch'));

/** Taken without a word: the socket goes on. */
const stillOpen = async (client: Client): Promise<Outcome> => {
  await client.settled();
  assert.deepEqual(client.of('nack'), []);
  return 'yes';
};

export const CHAT_PROBES: Readonly<Record<keyof typeof CHAT_ROLES, Probe>> = {
  hello: inside(async () => 'yes'),
  auth: inside(async (client, { who }) => {
    client.say({ type: 'auth', token: who.token });
    await client.until(() => client.of('welcome').length === 2, 'another welcome', 60_000);
    return 'yes';
  }),
  'message:new': said({ type: 'message:new', text: 'hello' }),
  'message:new/a note': said({ type: 'message:new', text: 'hello', message_type: 'note' }),
  'message:new/buttons, a card or a form': said({ type: 'message:new', text: 'Well?', rich: BUTTONS }),
  'message:new/an answer': async (scene) => {
    const rich = { kind: 'answer', to: (await scene.question()).id, values: { yes: 'yes' } };
    const client = await scene.who.socket(scene.id);
    return client === null ? 'not_found' : answerTo(client, { type: 'message:new', rich });
  },
  'message:batch': batch(member()),
  'message:batch/with a note': batch(member({ client_id: 'another' }), member({ message_type: 'note' })),
  "message:edit/one's own": about(own, { type: 'message:edit', text: 'other' }),
  "message:edit/another's": about(byRoot, { type: 'message:edit', text: 'other' }),
  'message:edit/an event': about(({ event }) => event, { type: 'message:edit', text: 'other' }),
  "message:delete/one's own": about(own, { type: 'message:delete' }),
  "message:delete/another's": about(byRoot, { type: 'message:delete' }),
  'message:react': about(({ hello }) => hello, { type: 'message:react', emoji: '👍', on: true }),
  'message:react/to a note': about((scene) => scene.note(), { type: 'message:react', emoji: '👍', on: true }),
  'message:react/to an event': about(({ event }) => event, { type: 'message:react', emoji: '👍', on: true }),
  typing: typing({}),
  'typing/a note': typing({ note: true }),
  read: inside(async (client, { hello }) => {
    client.say({ type: 'read', seq: hello.seq });
    return stillOpen(client);
  }),
  sync: inside(async (client) => {
    const { epoch } = await client.next('sync');
    client.say({ type: 'sync', since: 0, epoch });
    await client.next('sync', ({ since }) => since === 0);
    return 'yes';
  }),
  'sync/a note': async (scene) => {
    const note = await scene.note();
    const client = await scene.who.socket(scene.id);
    if (client === null) return 'not_found';
    const { messages } = await client.next('sync');
    return messages.some(({ id }) => id === note.id) ? 'yes' : 'nothing';
  },
  "stop/a reply to one's own message": stop((scene) => scene.ownMessage('slowly')),
  "stop/a reply to another's message": stop((scene) => byRoot(scene, 'slowly')),
  ping: inside(stillOpen),
  pong: inside(async (client) => {
    client.say({ type: 'pong' });
    return stillOpen(client);
  }),
};
