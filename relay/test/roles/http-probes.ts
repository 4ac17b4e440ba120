import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type {
  Conversation,
  ConversationList,
  EventsPage,
  Message,
  MessageSearch,
  MessagesPage,
} from '@crm-chat/sdk/protocol';
import type { HTTP_ROLES, Outcome } from '../../src/service/roles.js';
import { ADMIN_PROBES } from './admin-probes.js';
import { BUTTONS, outcomeOfResponse, type Scene } from './world.js';

/** Tries what a row is about, as the scene's person. */
export type Probe = (scene: Scene) => Promise<Outcome>;

type Request = (scene: Scene) => readonly [method: string, path: string, body?: object];

/** One request whose status says it. */
const request =
  (make: Request): Probe =>
  async (scene) =>
    outcomeOfResponse(await scene.who.call(...make(scene)));

const conversation = ({ id }: Scene, rest = '') => `/api/conversations/${id}/${rest}`;
const noteOf = ({ id }: Scene) => ({ conversation_id: id, type: 'note' });
const LIKE = `reactions/${encodeURIComponent('👍')}/`;

const send = (more: (scene: Scene) => object): Probe =>
  request((scene) => ['POST', '/api/user-response/', { text: 'hello', ...more(scene) }]);

/** The answer's body, or what the refusal comes to. */
async function bodyOf<T>(scene: Scene, path: string): Promise<T | Outcome> {
  const response = await scene.who.call('GET', path);
  return response.ok ? ((await response.json()) as T) : outcomeOfResponse(response);
}

/** Whether a page of messages has the note in it. */
const showsNote =
  (path: string, messagesOf: (body: MessagesPage & EventsPage) => readonly Message[]): Probe =>
  async (scene) => {
    const note = await scene.note();
    const body = await bodyOf<MessagesPage & EventsPage>(scene, conversation(scene, path));
    if (typeof body === 'string') return body;
    return messagesOf(body).some(({ id }) => id === note.id) ? 'yes' : 'nothing';
  };

type Find = (scene: Scene) => Promise<Conversation | Outcome>;
const listed: Find = async (scene) => {
  const found = await bodyOf<ConversationList>(scene, `/api/conversations/?subject=${scene.subject}`);
  if (typeof found === 'string') return found;
  return found.results.find(({ id }) => id === scene.id) ?? 'nothing';
};
const one: Find = (scene) => bodyOf<Conversation>(scene, conversation(scene));

/** The note is the last message, or else the text before it is. */
const noteAsLast =
  (find: Find): Probe =>
  async (scene) => {
    const note = await scene.note();
    const found = await find(scene);
    if (typeof found === 'string') return found;
    if (found.last_message?.id === note.id) return 'yes';
    assert.notEqual(found.last_message?.type, 'note');
    return 'nothing';
  };

/** The text and the note are unread, or the text alone is. */
const noteAsUnread =
  (find: Find): Probe =>
  async (scene) => {
    await scene.note();
    const found = await find(scene);
    if (typeof found === 'string') return found;
    assert.ok(found.unread_count === 1 || found.unread_count === 2, String(found.unread_count));
    return found.unread_count === 2 ? 'yes' : 'nothing';
  };

async function noteMovingUp(scene: Scene): Promise<Outcome> {
  const before = await listed(scene);
  if (typeof before === 'string') return before;
  // Times are in milliseconds, and a quick relay would do it within one.
  while (Date.now() <= Date.parse(before.updated_at)) await new Promise((resolve) => setImmediate(resolve));
  await scene.note();
  const after = await listed(scene);
  assert.ok(typeof after !== 'string');
  return after.updated_at === before.updated_at ? 'nothing' : 'yes';
}

/** By words that stand there alone; a person of another tenant asks for them too. */
const searched =
  (q: string, prepare: (scene: Scene) => Promise<unknown>): Probe =>
  async (scene) => {
    await prepare(scene);
    const found = await bodyOf<ConversationList>(scene, `/api/conversations/?q=${encodeURIComponent(q)}&limit=100`);
    if (typeof found === 'string') return found;
    return found.results.some(({ id }) => id === scene.id) ? 'yes' : 'nothing';
  };

const stop =
  (asked: (scene: Scene) => Promise<Message>): Probe =>
  async (scene) => {
    const reply = await scene.streamingReply(await asked(scene));
    return outcomeOfResponse(await scene.who.call('POST', `/api/messages/${reply.id}/stop/`));
  };

const toMessage =
  (which: (scene: Scene) => Message | Promise<Message>, method: string, body?: object, rest = ''): Probe =>
  async (scene) => {
    const { id } = await which(scene);
    return outcomeOfResponse(await scene.who.call(method, `/api/messages/${id}/${rest}`, body));
  };

const own = (scene: Scene) => scene.ownMessage();
const owners = async ({ root, id, hello, cell, ...scene }: Scene) => {
  // In another tenant the person has the owner's id: somebody else's message is then the admin's.
  if (cell.tie !== 'other tenant') return hello;
  const path = '/api/user-response/';
  const { message_id } = await root.do<{ message_id: string }>('POST', path, { conversation_id: id, text: 'other' });
  return scene.messageNow(message_id);
};

type FileOf = (scene: Scene) => Promise<string>;
const ownFile: FileOf = ({ who }) => who.upload();
const ownersFile: FileOf = ({ owner }) => owner.upload();
const sentFile =
  (more: object): FileOf =>
  async ({ root, id }) => {
    const file = await root.upload();
    await root.do('POST', '/api/user-response/', { conversation_id: id, attachment_ids: [file], ...more });
    return file;
  };

const ofFile =
  (file: FileOf, method: string, rest = ''): Probe =>
  async (scene) =>
    outcomeOfResponse(await scene.who.call(method, `/api/attachments/${await file(scene)}/${rest}`));

const sendFile =
  (file: FileOf): Probe =>
  async (scene) => {
    const body = { conversation_id: scene.id, attachment_ids: [await file(scene)] };
    return outcomeOfResponse(await scene.who.call('POST', '/api/user-response/', body));
  };

export const HTTP_PROBES: Readonly<Record<keyof typeof HTTP_ROLES, Probe>> = {
  sendMessage: send(({ id }) => ({ conversation_id: id })),
  'sendMessage/a note': send(({ id }) => ({ conversation_id: id, type: 'note' })),
  'sendMessage/buttons, a card or a form': send(({ id }) => ({ conversation_id: id, rich: BUTTONS })),
  'sendMessage/an answer': async (scene) => {
    const rich = { kind: 'answer', to: (await scene.question()).id, values: { yes: 'yes' } };
    const body = { conversation_id: scene.id, rich };
    return outcomeOfResponse(await scene.who.call('POST', '/api/user-response/', body));
  },
  'sendMessage/opening a conversation': send(() => ({})),
  'sendMessage/opening one for this subject': send(({ subject }) => ({ subject })),
  "sendMessage/with one's own file": sendFile(ownFile),
  "sendMessage/with another's file": sendFile(ownersFile),
  uploadFile: async ({ who }) => ((await who.upload()) === '' ? 'nothing' : 'yes'),
  "getAttachment/one's own, not sent yet": ofFile(ownFile, 'GET'),
  "getAttachment/another's, not sent yet": ofFile(ownersFile, 'GET'),
  'getAttachment/of a text': ofFile(sentFile({}), 'GET'),
  'getAttachment/of a note': ofFile(sentFile({ type: 'note' }), 'GET'),
  "linkAttachment/one's own, not sent yet": ofFile(ownFile, 'POST', 'link/'),
  "linkAttachment/another's, not sent yet": ofFile(ownersFile, 'POST', 'link/'),
  'linkAttachment/of a text': ofFile(sentFile({}), 'POST', 'link/'),
  'linkAttachment/of a note': ofFile(sentFile({ type: 'note' }), 'POST', 'link/'),
  askBot: request(({ id, hello }) => ['POST', '/api/bot-response/', { conversation_id: id, message_id: hello.id }]),
  "stopReply/to one's own message": stop((scene) => scene.ownMessage('slowly')),
  "stopReply/to another's message": stop(
    async ({ root, id }) =>
      (await root.do<{ message: Message }>('POST', '/api/user-response/', { conversation_id: id, text: 'slowly' }))
        .message,
  ),
  listPrompts: request(() => ['GET', '/api/bot-prompts/']),
  'listConversations/this one in it': async (scene) => {
    const found = await listed(scene);
    return typeof found === 'string' ? found : 'yes';
  },
  'listConversations/a note as last_message': noteAsLast(listed),
  'listConversations/a note in unread_count': noteAsUnread(listed),
  'listConversations/a note moving it up': noteMovingUp,
  'listConversations/this one, searched for': async (scene) => searched(scene.subject, async () => undefined)(scene),
  'listConversations/by what a note says': async (scene) => {
    const word = `word${randomUUID()}`;
    const say = () => scene.root.do('POST', '/api/user-response/', { ...noteOf(scene), text: `a ${word}` });
    return searched(word, say)(scene);
  },
  createConversation: request(() => ['POST', '/api/conversations/', {}]),
  'createConversation/for this subject': request(({ subject }) => ['POST', '/api/conversations/', { subject }]),
  'createConversation/with a bot mode': request(() => ['POST', '/api/conversations/', { bot: 'off' }]),
  getConversation: request((scene) => ['GET', conversation(scene)]),
  'getConversation/a note as last_message': noteAsLast(one),
  'getConversation/a note in unread_count': noteAsUnread(one),
  'patchConversation/title': request((scene) => ['PATCH', conversation(scene), { title: 'other' }]),
  'patchConversation/status, assignee, bot, archive, subject, metadata': async (scene) => {
    const outcomes = new Set<Outcome>();
    for (const body of [
      { assignee: 'eve' },
      { bot: 'off' },
      { is_archived: true },
      { metadata: { a: 1 } },
      { status: 'closed' },
      { subject: null },
    ]) {
      outcomes.add(await outcomeOfResponse(await scene.who.call('PATCH', conversation(scene), body)));
    }
    const [outcome, ...others] = outcomes;
    assert.ok(outcome !== undefined && others.length === 0, 'the fields differ');
    return outcome;
  },
  deleteConversation: request((scene) => ['DELETE', conversation(scene)]),
  addParticipant: request((scene) => [
    'POST',
    conversation(scene, 'participants/'),
    { user: { id: 'lena', name: 'Lena' } },
  ]),
  'removeParticipant/another': request((scene) => {
    const whom = scene.cell.tie === 'other tenant' ? scene.root : scene.owner;
    return ['DELETE', conversation(scene, `participants/${whom.id}/`)];
  }),
  'removeParticipant/oneself': request((scene) => ['DELETE', conversation(scene, `participants/${scene.who.id}/`)]),
  listMessages: request((scene) => ['GET', conversation(scene, 'messages/')]),
  'listMessages/a note': showsNote('messages/', ({ results }) => results),
  searchMessages: request((scene) => ['GET', conversation(scene, 'search/?q=hello')]),
  'searchMessages/a note': showsNote('search/?q=secret', ({ results }) =>
    (results as unknown as MessageSearch['results']).map(({ message }) => message),
  ),
  getEvents: request((scene) => ['GET', conversation(scene, 'events/')]),
  'getEvents/a note': showsNote('events/?since=1', ({ messages }) => messages),
  pollEvents: request((scene) => ['POST', conversation(scene, 'events/'), {}]),
  'pollEvents/a note': async (scene) => {
    const note = await scene.note();
    const body = { since: note.seq - 1, wait: 0 };
    const response = await scene.who.call('POST', conversation(scene, 'events/'), body);
    if (!response.ok) return outcomeOfResponse(response);
    const { messages } = (await response.json()) as EventsPage;
    return messages.some(({ id }) => id === note.id) ? 'yes' : 'nothing';
  },
  markRead: request((scene) => ['POST', conversation(scene, 'read/'), { seq: scene.hello.seq }]),
  setTyping: request((scene) => ['POST', conversation(scene, 'typing/'), { is_typing: true }]),
  'setTyping/a note': request((scene) => ['POST', conversation(scene, 'typing/'), { is_typing: true, note: true }]),
  "editMessage/one's own": toMessage(own, 'PATCH', { text: 'other' }),
  "editMessage/another's": toMessage(owners, 'PATCH', { text: 'other' }),
  'editMessage/an event': toMessage(({ event }) => event, 'PATCH', { text: 'other' }),
  "deleteMessage/one's own": toMessage(own, 'DELETE'),
  "deleteMessage/another's": toMessage(owners, 'DELETE'),
  addReaction: toMessage(({ hello }) => hello, 'PUT', undefined, LIKE),
  'addReaction/to a note': toMessage((scene) => scene.note(), 'PUT', undefined, LIKE),
  'addReaction/to an event': toMessage(({ event }) => event, 'PUT', undefined, LIKE),
  removeReaction: toMessage(({ hello }) => hello, 'DELETE', undefined, LIKE),
  ...ADMIN_PROBES,
};
