import { createInbox, type InboxQuery } from '../../src/inbox/inbox.js';
import type { Conversation, ConversationList } from '../../src/protocol/index.js';
import { equal, settled } from '../outbox/assert.js';
import { createFakeClock } from '../outbox/fake-clock.js';
import { conversationOf } from '../view/fake-chat.js';

const at = (minutes: number) => new Date(Date.UTC(2027, 0, 1) + minutes * 60_000).toISOString();
const conversation = (id: string, minutes: number, unread = 0): Conversation => ({
  ...conversationOf({ id, title: id, updated_at: at(minutes) }),
  last_message: null,
  unread_count: unread,
});

/** A relay with a list in memory, newest first, by keyset as the real one. */
function relay(all: Conversation[]) {
  const clock = createFakeClock();
  const asked: InboxQuery[] = [];
  const server = { all, isDown: false, hold: null as Promise<void> | null };
  const list = async (query: InboxQuery): Promise<ConversationList | null> => {
    asked.push(query);
    const answer = server.isDown ? null : page(query);
    await server.hold;
    return answer;
  };
  const page = ({ q = '', cursor, limit }: InboxQuery): ConversationList => {
    const found = [...server.all]
      .sort((a, b) => (a.updated_at < b.updated_at ? 1 : -1))
      .filter(({ title, updated_at }) => title.includes(q) && (cursor === undefined || updated_at < cursor));
    const results = found.slice(0, limit);
    return { results, next: found.length > limit ? (results.at(-1)?.updated_at ?? null) : null };
  };
  const inbox = createInbox({ clock, list });
  const ids = () => inbox.$state.get().rows.map(({ id }) => id);
  const after = async (ms: number) => {
    clock.advance(ms);
    await settled();
  };
  return { clock, asked, server, inbox, ids, after };
}

const many = (n: number) => Array.from({ length: n }, (_, i) => conversation(`c${String(i)}`, i));

describe('The inbox', () => {
  it('asks nothing until somebody looks, and nothing once nobody does', async () => {
    const { inbox, asked, after, clock } = relay(many(3));
    await after(60_000);
    equal(asked.length, 0);
    const stop = inbox.watch();
    await after(0);
    equal([asked.length, inbox.$state.get().phase], [1, 'ready']);
    stop();
    stop();
    await after(600_000);
    equal([asked.length, clock.timers], [1, 0]);
  });

  it('gives the latest first, page by page, each once', async () => {
    const { inbox, ids, after, asked } = relay(many(70));
    inbox.watch();
    await after(0);
    equal([ids().length, ids()[0], inbox.$state.get().hasMore], [30, 'c69', true]);
    await Promise.all([inbox.more(), inbox.more()]);
    await inbox.more();
    equal([ids().length, new Set(ids()).size, ids().at(-1), inbox.$state.get().hasMore], [70, 70, 'c0', false]);
    await inbox.more();
    equal(asked.length, 3);
  });

  it('reads the first page again from time to time, and soon after a hint, and keeps what was loaded below it', async () => {
    const { inbox, ids, after, server, asked } = relay(many(70));
    inbox.watch();
    await after(0);
    await inbox.more();
    server.all = server.all.map((one) => (one.id === 'c0' ? { ...one, updated_at: at(1000), unread_count: 2 } : one));
    for (let i = 0; i < 10; i += 1) inbox.hint();
    await after(1000);
    equal([ids()[0], ids().length, asked.length], ['c0', 61, 3]);
    server.all = server.all.filter(({ id }) => id !== 'c69');
    await after(20_000);
    equal([ids().includes('c69'), ids()[1], asked.length], [false, 'c68', 4]);
    await inbox.more();
    equal([ids().length, new Set(ids()).size], [69, 69]);
  });

  it('drops what is gone where the page is the whole list', async () => {
    const { inbox, ids, after, server } = relay(many(3));
    inbox.watch();
    await after(0);
    server.all = [];
    await after(20_000);
    equal(ids(), []);
  });

  it('searches once the typing pauses, and an answer to an older question is dropped', async () => {
    const { inbox, ids, after, server, asked } = relay(many(12));
    inbox.watch();
    await after(0);
    let release = () => {};
    server.hold = new Promise((resolve) => (release = resolve));
    inbox.search('c1');
    await after(100);
    inbox.search('c11');
    await after(250);
    equal(
      asked.slice(1).map(({ q }) => q),
      ['c11'],
    );
    inbox.search('c5');
    server.hold = null;
    await after(250);
    equal([ids(), inbox.$state.get().phase], [['c5'], 'ready']);
    release();
    await settled();
    equal(ids(), ['c5']);
    inbox.search('');
    await after(0);
    equal(ids().length, 12);
  });

  it('says that it failed, keeps what it has, and tries again', async () => {
    const { inbox, ids, after, server } = relay(many(2));
    inbox.watch();
    await after(0);
    server.isDown = true;
    await after(20_000);
    equal([inbox.$state.get().phase, ids().length], ['failed', 2]);
    server.isDown = false;
    await after(20_000);
    equal(inbox.$state.get().phase, 'ready');
  });

  it('is silent after it was closed', async () => {
    const { inbox, ids, after, clock, server } = relay(many(2));
    let release = () => {};
    server.hold = new Promise((resolve) => (release = resolve));
    inbox.watch();
    await after(0);
    inbox.close();
    inbox.close();
    release();
    await settled();
    inbox.hint();
    equal([ids(), clock.timers], [[], 0]);
  });
});
