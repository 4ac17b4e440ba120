/** A chat without a relay: the real stores, written by hand, and a note of what the view asked for. */
import { atom, type WritableAtom } from 'nanostores';
import type { Chat, ChatEvents, SendOptions } from '../../src/chat.js';
import type { OutboxEntry } from '../../src/entry.js';
import { createUnread } from '../../src/inbox/unread.js';
import { createInbox } from '../../src/inbox/inbox.js';
import { systemClock, type Clock } from '../../src/clock.js';
import type { Conversation, ConversationState, Message, Participant, Role, User } from '../../src/protocol/index.js';
import { contentOf } from '../../src/session/content.js';
import { createStores, type Stores } from '../../src/store/create-stores.js';
import { timelineOf, unreadOf } from '../../src/store/selectors.js';

export const person = (id: string, name: string, role: Role = 'user'): User => ({ id, name, role, avatar: null });

export const tomas = person('tomas', 'Tomás Ferreira');
export const dana = person('dana', 'Dana Okafor', 'agent');
export const priya = person('priya', 'Priya Nair', 'agent');
export const bot = person('bot', 'Assistant', 'bot');

const participant = (user: User): Participant => ({
  user,
  role: user.role,
  joined_at: '2027-01-01T08:00:00.000Z',
  last_read_seq: 0,
  last_read_at: null,
  online: true,
});

export const conversationOf = (more: Partial<ConversationState> = {}): ConversationState => ({
  id: 'c1',
  title: 'Renewal 2027',
  subject: 'deal:42',
  status: 'open',
  is_archived: false,
  created_by: tomas,
  assignee: null,
  bot: 'auto',
  participants: [tomas, dana, priya, bot].map(participant),
  head: 1,
  rev: 1,
  metadata: {},
  created_at: '2027-01-01T08:00:00.000Z',
  updated_at: '2027-01-01T08:00:00.000Z',
  ...more,
});

interface Calls {
  send: string[];
  /** What each send was given besides its text. */
  options: SendOptions[];
  edit: [string, string][];
  remove: string[];
  react: [string, string][];
  retry: string[];
  discard: string[];
  stop: string[];
  typing: boolean[];
  read: number[];
  older: number;
  opened: (string | null)[];
  /** Queries of the list. */
  listed: string[];
  closed: number;
  loggedOut: number;
}

export interface FakeChat extends Chat {
  readonly stores: Stores;
  readonly calls: Calls;
  /** Unread messages by conversation, as the relay's list has them; null: not read yet. */
  readonly $book: WritableAtom<ReadonlyMap<string, number> | null>;
  /** Makes `send` fail with this. */
  refusal: Error | null;
  /** What the list shows, in its order. */
  conversations: Conversation[];
  clock: Clock;
  /** Makes the list fail. */
  isUnreachable: boolean;
  /** Copies on this device. */
  readonly files: Map<string, Blob>;
  /** Called by `loadOlder`. */
  onOlder: (() => void) | null;
  raise<K extends keyof ChatEvents>(event: K, detail: ChatEvents[K]): void;
  listeners(): number;
  /** A message from the relay, newest of all unless it says otherwise. */
  receive(sender: User, text: string, more?: Partial<Message>): Message;
  /** Replaces a message by its id. */
  change(id: string, more: Partial<Message>): void;
  prepend(messages: readonly Message[]): void;
  /** An entry of the outbox. */
  queue(text: string, more?: Partial<OutboxEntry>): OutboxEntry;
  changeEntry(clientId: string, more: Partial<OutboxEntry>): void;
  /** The relay has it: the row is here, the entry gone. */
  settle(clientId: string): Message;
  read(user: User, seq: number): void;
}

let count = 0;
const nextId = (kind: string) => `${kind}-${String((count += 1))}`;

export const messageOf = (seq: number, sender: User, text: string, more: Partial<Message> = {}): Message => ({
  id: nextId('m'),
  conversation_id: 'c1',
  client_id: null,
  sender,
  type: 'text',
  text,
  rich: null,
  attachment: null,
  attachments: [],
  reply_to: null,
  reactions: [],
  mentions: [],
  status: 'sent',
  seq,
  rev: seq,
  created_at: new Date().toISOString(),
  edited_at: null,
  deleted_at: null,
  ...more,
});

export interface FakeOptions {
  you?: User;
  conversation?: ConversationState | null;
  loaded?: boolean;
}

export function fakeChat({ you = tomas, conversation = conversationOf(), loaded = true }: FakeOptions = {}): FakeChat {
  const stores = createStores();
  stores.$you.set({ user: you, tenant: 'default' });
  stores.$conversation.set(conversation);
  stores.$conversationId.set(conversation?.id ?? null);
  stores.$status.set('online');
  stores.$loaded.set(loaded);
  const listeners = new Map<string, Set<(detail: never) => void>>();
  const calls: Calls = {
    send: [],
    options: [],
    edit: [],
    remove: [],
    react: [],
    retry: [],
    discard: [],
    stop: [],
    typing: [],
    read: [],
    older: 0,
    opened: [],
    listed: [],
    closed: 0,
    loggedOut: 0,
  };
  const publish = (messages: readonly Message[], outbox: readonly OutboxEntry[]) => {
    const me = stores.$you.get()?.user.id ?? null;
    stores.$messages.set(messages);
    stores.$outbox.set(outbox);
    const isHeld = ({ client_id }: OutboxEntry) => messages.some((message) => message.client_id === client_id);
    stores.$timeline.set(timelineOf(messages, outbox, { me, isHeld, isTaken: () => true }));
    stores.$unread.set(unreadOf(messages, me, stores.$reads.get().get(you.id) ?? 0));
  };
  const newest = () => stores.$messages.get().at(-1)?.seq ?? 0;
  const chat: FakeChat = {
    stores,
    calls,
    $book: atom<ReadonlyMap<string, number> | null>(null),
    refusal: null,
    onOlder: null,
    conversations: [],
    clock: systemClock,
    isUnreachable: false,
    files: new Map(),
    raise(event, detail) {
      for (const listener of [...(listeners.get(event) ?? [])]) listener(detail as never);
    },
    listeners: () => [...listeners.values()].reduce((sum, set) => sum + set.size, 0),
    receive(sender, text, more = {}) {
      const message = messageOf(newest() + 1, sender, text, more);
      publish([...stores.$messages.get(), message], stores.$outbox.get());
      if (sender.id !== you.id) chat.raise('message-received', { message });
      return message;
    },
    change(id, more) {
      publish(
        stores.$messages.get().map((message) => (message.id === id ? { ...message, ...more } : message)),
        stores.$outbox.get(),
      );
    },
    prepend(messages) {
      publish([...messages, ...stores.$messages.get()], stores.$outbox.get());
    },
    queue(text, more = {}) {
      const entry: OutboxEntry = {
        client_id: nextId('e'),
        conversation_id: 'c1',
        open: null,
        act: { kind: 'send', content: { text } },
        order: count,
        created_at: new Date().toISOString(),
        state: 'queued',
        was_sent: false,
        attempts: 0,
        error: null,
        not_before: 0,
        ack: null,
        ...more,
      };
      publish(stores.$messages.get(), [...stores.$outbox.get(), entry]);
      return entry;
    },
    changeEntry(clientId, more) {
      publish(
        stores.$messages.get(),
        stores.$outbox.get().map((entry) => (entry.client_id === clientId ? { ...entry, ...more } : entry)),
      );
    },
    settle(clientId) {
      const entry = stores.$outbox.get().find(({ client_id }) => client_id === clientId);
      const text = entry?.act.kind === 'send' ? (entry.act.content.text ?? '') : '';
      const message = messageOf(newest() + 1, you, text, { client_id: clientId });
      publish(
        [...stores.$messages.get(), message],
        stores.$outbox.get().filter(({ client_id }) => client_id !== clientId),
      );
      chat.raise('message-sent', { message });
      return message;
    },
    read(user, seq) {
      stores.$reads.set(new Map([...stores.$reads.get(), [user.id, seq]]));
      publish(stores.$messages.get(), stores.$outbox.get());
    },
    async send(text, options = {}) {
      if (chat.refusal) throw chat.refusal;
      calls.send.push(text);
      calls.options.push(options);
      const act = { kind: 'send', content: contentOf(text, options, 16_384) } as const;
      return chat.queue(text, { act, state: 'sending', was_sent: true }).client_id;
    },
    async edit(id, text) {
      if (chat.refusal) throw chat.refusal;
      calls.edit.push([id, text]);
      chat.queue('', { act: { kind: 'edit', message_id: id, text } });
    },
    async remove(id) {
      calls.remove.push(id);
      chat.queue('', { act: { kind: 'delete', message_id: id } });
    },
    async react(id, emoji, on = true) {
      calls.react.push([id, emoji]);
      chat.queue('', { act: { kind: 'react', message_id: id, emoji, on } });
    },
    async retry(clientId) {
      calls.retry.push(clientId);
      chat.changeEntry(clientId, { state: 'queued', error: null });
    },
    async discard(clientId) {
      calls.discard.push(clientId);
      publish(
        stores.$messages.get(),
        stores.$outbox.get().filter(({ client_id }) => client_id !== clientId),
      );
    },
    file: async (id) => chat.files.get(id) ?? null,
    async attachmentLink(id) {
      return {
        url: `${location.origin}/api/attachments/${id}/?ticket=x`,
        expires_at: new Date(Date.now() + 60_000).toISOString(),
      };
    },
    setTyping: (isTyping) => void calls.typing.push(isTyping),
    markRead(seq) {
      calls.read.push(seq);
      chat.read(you, seq);
    },
    async stop(id) {
      calls.stop.push(id);
      chat.change(id, { status: 'interrupted' });
    },
    async loadOlder() {
      calls.older += 1;
      chat.onOlder?.();
    },
    openConversation(id) {
      calls.opened.push(id);
      stores.$conversationId.set(id);
      chat.raise('conversation-change', { conversationId: id });
    },
    async openInbox() {
      return createInbox({
        clock: chat.clock,
        list: async ({ q = '', cursor, limit }) => {
          calls.listed.push(q);
          if (chat.isUnreachable) return null;
          const found = chat.conversations.filter(({ title }) => title.toLowerCase().includes(q.toLowerCase()));
          const from = Number(cursor ?? 0);
          const next = from + limit < found.length ? String(from + limit) : null;
          return { results: found.slice(from, from + limit), next };
        },
      });
    },
    async followUnread() {
      return createUnread(chat.$book, stores, () => undefined);
    },
    async logout() {
      calls.loggedOut += 1;
    },
    on(event, listener) {
      const set = listeners.get(event) ?? new Set();
      listeners.set(event, set.add(listener));
      return () => void set.delete(listener);
    },
    close() {
      calls.closed += 1;
    },
  };
  return chat;
}
