import assert from 'node:assert/strict';
import type { Conversation, InboxFrame } from '@crm-chat/sdk/protocol';
import type { INBOX_ROLES, Outcome } from '../../src/service/roles.js';
import type { Client } from '../socket/rig.js';
import type { Probe } from './http-probes.js';
import type { Scene } from './world.js';

type Hint = Extract<InboxFrame, { type: 'conversation:updated' | 'conversation:removed' }>;

const hints = (client: Client): Hint[] =>
  (client.frames as unknown as InboxFrame[]).filter((frame): frame is Hint => frame.type.startsWith('conversation:'));

const about = ({ id }: Scene, told: readonly Hint[]): Hint[] =>
  told.filter((hint) => (hint.type === 'conversation:removed' ? hint.conversation_id : hint.conversation.id) === id);

/** The last that these hints tell of the scene's conversation. */
function latest(scene: Scene, told: readonly Hint[]): Conversation | null {
  const hint = about(scene, told).at(-1);
  return hint?.type === 'conversation:updated' ? hint.conversation : null;
}

/**
 * Waits until whatever was committed before has been told to whom it concerns. Two things make that hard to see. A hint shows its
 * conversation as it is when it is looked up: one about an earlier change may show the later one, whose own hint is still to come.
 * A conversation that is new has no earlier changes, so its hint says that all commits before it have at least reached a round.
 * And within a round the order is open: that one is over when the next begins, which the hint of a second new conversation says.
 */
async function allTold({ root }: Scene, watcher: Client): Promise<void> {
  for (const which of ['first', 'second']) {
    const { id } = await root.do<Conversation>('POST', '/api/conversations/', { bot: 'off' });
    await watcher.until(
      () => hints(watcher).some((hint) => hint.type === 'conversation:updated' && hint.conversation.id === id),
      `a hint of the ${which} new conversation`,
      60_000,
    );
  }
}

/** What they are told of the scene's conversation because of what is done, and of nothing that was done before. */
async function afterwards(scene: Scene, act: (watcher: Client) => Promise<unknown>): Promise<Hint[]> {
  const client = await scene.who.inbox();
  const watcher = await scene.root.inbox();
  await allTold(scene, watcher);
  await client.settled();
  const before = hints(client).length;
  await act(watcher);
  await allTold(scene, watcher);
  await client.settled();
  return about(scene, hints(client).slice(before));
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
  const told = await afterwards(scene, async (watcher) => {
    await text(scene, { type: 'note', text: 'a secret' });
    await allTold(scene, watcher);
    await text(scene);
  });
  return latest(scene, told);
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
    const told = await afterwards(scene, () => text(scene));
    return toldOf(told.length > 0);
  },
  'conversation:updated/for a note': async (scene) => {
    const told = await afterwards(scene, () => scene.note());
    return toldOf(told.length > 0);
  },
  'conversation:updated/a note as last_message': async (scene) => {
    const told = await afterwards(scene, () => scene.note());
    assert.ok(scene.cell.role !== 'user' || !JSON.stringify(told).includes('a secret'));
    return toldOf(latest(scene, told)?.last_message?.type === 'note');
  },
  'conversation:updated/a note in unread_count': async (scene) => {
    const told = await noteThenText(scene);
    // The owner's hello, the note and the text; for users the note is not there.
    return toldOf(told?.unread_count === 3);
  },
  'conversation:removed/with the conversation': async (scene) => {
    const told = await afterwards(scene, async (watcher) => {
      await text(scene);
      // From here on the relay knows whom it concerned.
      await allTold(scene, watcher);
      await scene.root.call('DELETE', `/api/conversations/${scene.id}/`);
    });
    return toldOf(told.at(-1)?.type === 'conversation:removed');
  },
};
