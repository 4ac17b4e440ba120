/** One viewer's `Apply` over the real stores, and frames and pages to feed it. */
import type { OutboxEntry } from '../../src/entry.js';
import {
  DEFAULT_LIMITS,
  type ConversationState,
  type EventsPage,
  type Message,
  type MessagesPage,
  type RelayFrame,
  type SyncFrame,
  type User,
  type WelcomeFrame,
} from '../../src/protocol/index.js';
import { Apply } from '../../src/store/apply.js';
import { createStores } from '../../src/store/create-stores.js';
import type { SyncRequest, Wire } from '../../src/store/sync.js';
import { createFakeClock } from '../outbox/fake-clock.js';

export const person = (id: string, role: User['role'] = 'user'): User => ({ id, name: id, role, avatar: null });
export const me = person('me');
export const ann = person('ann');
export const bot = person('bot', 'bot');

export const message = (seq: number, more: Partial<Message> = {}): Message => ({
  id: `m${seq}`,
  conversation_id: 'c1',
  client_id: null,
  sender: ann,
  type: 'text',
  text: `text ${seq}`,
  rich: null,
  attachment: null,
  attachments: [],
  reply_to: null,
  reactions: [],
  mentions: [],
  status: 'sent',
  seq,
  rev: seq,
  created_at: '2026-01-01T00:00:00.000Z',
  edited_at: null,
  deleted_at: null,
  ...more,
});

export const conversation = (rev: number, more: Partial<ConversationState> = {}): ConversationState => ({
  id: 'c1',
  title: `title ${rev}`,
  subject: null,
  status: 'open',
  is_archived: false,
  created_by: me,
  assignee: null,
  bot: 'auto',
  participants: [],
  head: rev,
  rev,
  metadata: {},
  created_at: '2026-01-01T00:00:00.000Z',
  updated_at: '2026-01-01T00:00:00.000Z',
  ...more,
});

export const member = (user: User, last_read_seq = 0) => ({
  user,
  role: user.role,
  joined_at: '2026-01-01T00:00:00.000Z',
  last_read_seq,
  last_read_at: null,
  online: true,
});

export const welcome = (more: Partial<WelcomeFrame> = {}): WelcomeFrame => ({
  type: 'welcome',
  you: { user: me, tenant: 'default' },
  head: 0,
  floor: 0,
  epoch: 'e1',
  now: '2026-01-01T00:00:00.000Z',
  token_expires_in: 3600,
  limits: DEFAULT_LIMITS,
  presence: [me],
  ...more,
});

/** A page from the messages it holds; `upto` and `head` are the highest rev of them unless said. */
export const page = (messages: Message[], more: Partial<SyncFrame> = {}): SyncFrame => {
  const upto = more.upto ?? Math.max(0, ...messages.map(({ rev }) => rev));
  return {
    type: 'sync',
    messages,
    upto,
    streaming: [],
    read: [],
    presence: [me],
    conversation: null,
    head: upto,
    floor: 0,
    epoch: 'e1',
    has_more: false,
    older: false,
    since: null,
    ...more,
  };
};

export const events = (messages: Message[], more: Partial<EventsPage> = {}): EventsPage => {
  const { type: _, since: __, ...rest } = page(messages);
  return { ...rest, typing: [], tick: 't', ...more };
};

export const older = (results: Message[], more: Partial<MessagesPage> = {}): MessagesPage => ({
  results,
  has_more: false,
  head: 0,
  floor: 0,
  epoch: 'e1',
  ...more,
});

export const entry = (client_id: string, more: Partial<OutboxEntry> = {}): OutboxEntry => ({
  client_id,
  conversation_id: 'c1',
  open: null,
  act: { kind: 'send', content: { text: client_id } },
  order: 1,
  created_at: '2026-01-01T00:00:00.000Z',
  state: 'queued',
  was_sent: false,
  attempts: 0,
  error: null,
  not_before: 0,
  ack: null,
  ...more,
});

export const acked = (client_id: string, seq: number, more: Partial<NonNullable<OutboxEntry['ack']>> = {}) =>
  entry(client_id, {
    state: 'settled',
    ack: { message_id: `m${seq}`, seq, rev: seq, at: '2026-01-01T00:00:00.000Z', epoch: 'e1', ...more },
  });

/** What a test says of a viewer, and what it sees. */
export const createViewer = () => {
  const clock = createFakeClock();
  const stores = createStores();
  const told: string[] = [];
  let wishes = 0;
  const apply = new Apply(stores, {
    clock,
    onWish: () => wishes++,
    onReceived: ({ id }) => told.push(`received ${id}`),
    onSent: ({ id }) => told.push(`sent ${id}`),
    onJoined: ({ id }) => told.push(`joined ${id}`),
    onLeft: ({ id }) => told.push(`left ${id}`),
    onUnread: (count) => told.push(`unread ${count}`),
    onBegun: ({ epoch, isReset }) => told.push(`begun ${epoch} ${isReset}`),
  });
  apply.open('c1');
  const seen = <T>(read: () => T): T => {
    apply.flush();
    return read();
  };
  return {
    clock,
    stores,
    apply,
    told,
    /** Wishes raised since the last look. */
    get wishes() {
      const raised = wishes;
      wishes = 0;
      return raised;
    },
    get texts() {
      return seen(() => stores.$messages.get().map(({ text }) => text));
    },
    get ids() {
      return seen(() => stores.$messages.get().map(({ id }) => id));
    },
    get timeline() {
      return seen(() => stores.$timeline.get().map(({ key, message: row }) => `${row ? 'row' : 'entry'} ${key}`));
    },
    get cursor() {
      return apply.snapshot()?.cursor ?? null;
    },
    get reads() {
      return seen(() => Object.fromEntries(stores.$reads.get()));
    },
    /** A socket that has said hello and been welcomed. */
    connect(more: Partial<WelcomeFrame> = {}): Wire & { request: SyncRequest | null } {
      const wire = apply.wire();
      apply.frame(wire, welcome(more));
      return wire;
    },
    /** A socket with the newest page: revs 1 to `head`, one message each. */
    online(head = 3): Wire {
      const wire = this.connect({ head });
      const rows = Array.from({ length: head }, (_, i) => message(i + 1));
      apply.frame(wire, page(rows, { upto: head }));
      told.length = 0;
      return wire;
    },
    feed(wire: Wire, ...frames: RelayFrame[]) {
      for (const frame of frames) apply.frame(wire, frame);
    },
  };
};

export type Viewer = ReturnType<typeof createViewer>;

export const fresh = (row: Message, more: { conversation?: ConversationState } = {}): RelayFrame => ({
  type: 'message:new',
  message: row,
  ...more,
});
export const updated = (row: Message): RelayFrame => ({ type: 'message:updated', message: row });
export const ping = (head: number, reads = 0, floor = 0): RelayFrame => ({ type: 'ping', head, reads, floor, now: '' });
export const delta = (id: string, offset: number, text: string): RelayFrame => ({
  type: 'message:delta',
  id,
  offset,
  text,
});
