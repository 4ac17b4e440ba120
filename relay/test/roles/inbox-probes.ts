import assert from 'node:assert/strict';
import type { Conversation, InboxFrame } from '@crm-chat/sdk/protocol';
import type { INBOX_ROLES, Outcome } from '../../src/service/roles.js';
import type { Client } from '../socket/rig.js';
import type { Probe } from './http-probes.js';
import type { Scene } from './world.js';

type Hint = Extract<InboxFrame, { type: 'conversation:updated' | 'conversation:removed' }>;

const hints = (client: Client): Hint[] =>
  (client.frames as unknown as InboxFrame[]).filter((frame): frame is Hint => frame.type.startsWith('conversation:'));

const about = ({ id }: Scene, client: Client): Hint[] =>
  hints(client).filter(
    (hint) => (hint.type === 'conversation:removed' ? hint.conversation_id : hint.conversation.id) === id,
  );

/** The latest that they were told of the scene's conversation. */
function latest(scene: Scene, client: Client): Conversation | null {
  const hint = about(scene, client).at(-1);
  return hint?.type === 'conversation:updated' ? hint.conversation : null;
}

/**
 * Hints come in rounds, in order: somebody who hears of everything there is tells when the one in question would have come.
 */
async function afterwards(scene: Scene, act: (watcher: Client) => Promise<unknown>): Promise<Client> {
  const client = await scene.who.inbox();
  const watcher = await scene.root.inbox();
  const before = about(scene, watcher).length;
  await act(watcher);
  await watcher.until(() => about(scene, watcher).length > before, 'a hint to staff', 60_000);
  // Told in the same round as the watcher; two answers later it has been written too.
  await client.settled();
  await client.settled();
  return client;
}

const open =
  (act: (client: Client, scene: Scene) => Promise<void> = async () => undefined): Probe =>
  async (scene) => {
    const client = await scene.who.inbox();
    await act(client, scene);
    await client.settled();
    assert.deepEqual(client.of('nack'), []);
    return 'yes';
  };

const text = ({ root, id }: Scene, more: object = {}) =>
  root.do('POST', '/api/user-response/', { conversation_id: id, text: 'news', ...more });

/** A note, and then a text: what users are told last is of the text alone. */
async function noteThenText(scene: Scene): Promise<Conversation | null> {
  const client = await afterwards(scene, async (watcher) => {
    await text(scene, { type: 'note', text: 'a secret' });
    await watcher.until(() => latest(scene, watcher)?.last_message?.type === 'note', 'the note', 60_000);
    await text(scene);
    await watcher.until(() => latest(scene, watcher)?.last_message?.text === 'news', 'the text', 60_000);
  });
  return latest(scene, client);
}

const toldOf = (yes: boolean): Outcome => (yes ? 'yes' : 'nothing');

export const INBOX_PROBES: Readonly<Record<keyof typeof INBOX_ROLES, Probe>> = {
  hello: open(),
  auth: open(async (client, { who }) => {
    client.say({ type: 'auth', token: who.token });
    await client.until(() => client.of('welcome').length === 2, 'another welcome', 60_000);
  }),
  ping: open(),
  pong: open(async (client) => {
    client.say({ type: 'pong' });
  }),
  'conversation:updated': async (scene) => {
    const client = await afterwards(scene, () => text(scene));
    return toldOf(about(scene, client).length > 0);
  },
  'conversation:updated/for a note': async (scene) => {
    const client = await afterwards(scene, () => scene.note());
    return toldOf(about(scene, client).length > 0);
  },
  'conversation:updated/a note as last_message': async (scene) => {
    const client = await afterwards(scene, () => scene.note());
    assert.ok(scene.cell.role !== 'user' || !client.raw.join().includes('a secret'));
    return toldOf(latest(scene, client)?.last_message?.type === 'note');
  },
  'conversation:updated/a note in unread_count': async (scene) => {
    const told = await noteThenText(scene);
    // The owner's hello, the note and the text; for users the note is not there.
    return toldOf(told?.unread_count === 3);
  },
  'conversation:removed/with the conversation': async (scene) => {
    const client = await afterwards(scene, async (watcher) => {
      await text(scene);
      await watcher.until(() => latest(scene, watcher) !== null, 'the text', 60_000);
      await scene.root.call('DELETE', `/api/conversations/${scene.id}/`);
      await watcher.until(() => about(scene, watcher).at(-1)?.type === 'conversation:removed', 'its end', 60_000);
    });
    return toldOf(about(scene, client).at(-1)?.type === 'conversation:removed');
  },
};
