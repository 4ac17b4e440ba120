import { randomUUID } from 'node:crypto';
import type { Message, RelayFrame } from '@crm-chat/sdk/protocol';
import type { Outcome, TOLD_ROLES } from '../../src/service/roles.js';
import type { Client } from '../socket/rig.js';
import type { Probe } from './http-probes.js';
import type { Person, Scene } from './world.js';

type Wanted = (frame: RelayFrame) => boolean;

/** Whether the person's socket hears it by the time that it has heard a text which everybody inside does. */
const hears =
  (cause: (scene: Scene) => Promise<Wanted>): Probe =>
  async (scene) => {
    const client = await scene.who.socket(scene.id);
    if (client === null) return 'not_found';
    const wanted = await cause(scene);
    const last = await say(scene, scene.root, 'the end');
    await client.until(() => client.of('message:new').some(({ message }) => message.id === last.id), 'the end', 60_000);
    return client.frames.some(wanted) ? 'yes' : 'nothing';
  };

/** The same for what comes in its own time, and to all inside. */
const awaits =
  (cause: (scene: Scene) => Promise<Wanted>): Probe =>
  async (scene) => {
    const client = await scene.who.socket(scene.id);
    if (client === null) return 'not_found';
    const wanted = await cause(scene);
    await client.until(() => client.frames.some(wanted), 'its frame', 60_000);
    return 'yes';
  };

const first =
  (type: 'welcome' | 'sync'): Probe =>
  async (scene) => {
    const client: Client | null = await scene.who.socket(scene.id);
    if (client === null) return 'not_found' satisfies Outcome;
    await client.next(type === 'welcome' ? 'welcome' : 'sync');
    return 'yes';
  };

const say = async ({ id }: Scene, by: Person, text: string): Promise<Message> =>
  (await by.do<{ message: Message }>('POST', '/api/user-response/', { conversation_id: id, text })).message;

const post = ({ root, id }: Scene, rest: string, body: object) =>
  root.do('POST', `/api/conversations/${id}/${rest}`, body);

const newOf =
  ({ id }: Message): Wanted =>
  (frame) =>
    frame.type === 'message:new' && frame.message.id === id;

const updateOf =
  ({ id }: Message): Wanted =>
  (frame) =>
    frame.type === 'message:updated' && frame.message.id === id;

const ofRoot =
  ({ root }: Scene, type: 'typing' | 'read' | 'user_joined' | 'user_left'): Wanted =>
  (frame) =>
    frame.type === type && 'user' in frame && frame.user.id === root.id;

export const TOLD_PROBES: Readonly<Record<keyof typeof TOLD_ROLES, Probe>> = {
  welcome: first('welcome'),
  sync: first('sync'),
  'message:new': hears(async (scene) => newOf(await say(scene, scene.root, 'news'))),
  'message:new/of a note': hears(async (scene) => newOf(await scene.note())),
  'message:updated': hears(async ({ root, hello }) => {
    await root.do('PATCH', `/api/messages/${hello.id}/`, { text: 'other' });
    return updateOf(hello);
  }),
  'message:updated/of a note': hears(async (scene) => {
    const note = await scene.note();
    await scene.root.do('PATCH', `/api/messages/${note.id}/`, { text: 'other' });
    return updateOf(note);
  }),
  'message:delta': awaits(async (scene) => {
    const reply = await scene.streamingReply(await say(scene, scene.owner, 'slowly'));
    return (frame) => frame.type === 'message:delta' && frame.id === reply.id;
  }),
  'conversation:updated': hears(async ({ root, id }) => {
    const title = randomUUID();
    await root.do('PATCH', `/api/conversations/${id}/`, { title });
    return (frame) => frame.type === 'conversation:updated' && frame.conversation.title === title;
  }),
  'head/that something changed': hears(async (scene) => {
    const note = await scene.note();
    return (frame) => (frame.type === 'head' && frame.head === note.rev) || newOf(note)(frame);
  }),
  typing: hears(async (scene) => {
    await post(scene, 'typing/', { is_typing: true });
    return ofRoot(scene, 'typing');
  }),
  'typing/a note': hears(async (scene) => {
    await post(scene, 'typing/', { is_typing: true, note: true });
    return ofRoot(scene, 'typing');
  }),
  read: hears(async (scene) => {
    await post(scene, 'read/', { seq: scene.hello.seq });
    return ofRoot(scene, 'read');
  }),
  // Staff has read what there is before; then a note comes, and is read too.
  'read/of a note': async (scene) => {
    await post(scene, 'read/', { seq: 1_000_000 });
    return hears(async () => {
      const note = await scene.note();
      await post(scene, 'read/', { seq: note.seq });
      return ofRoot(scene, 'read');
    })(scene);
  },
  user_joined: awaits(async (scene) => {
    await scene.root.socket(scene.id);
    return ofRoot(scene, 'user_joined');
  }),
  user_left: awaits(async (scene) => {
    const socket = await scene.root.socket(scene.id);
    socket?.socket.terminate();
    return ofRoot(scene, 'user_left');
  }),
};
