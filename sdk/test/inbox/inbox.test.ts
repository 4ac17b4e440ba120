import { atom } from 'nanostores';
import type { InboxFeed, InboxNews } from '../../src/inbox/feed.js';
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
function relay(all: Conversation[], feed?: InboxFeed) {
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
  const inbox = createInbox({ clock, list, ...(feed && { feed }) });
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

  /** As above, with news that come by themselves. */
  async function told(all: Conversation[]) {
    const $isLive = atom(true);
    const listeners = new Set<(news: InboxNews) => void>();
    const feed: InboxFeed = {
      $isLive,
      on(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    };
    const place = relay(all, feed);
    place.inbox.watch();
    await place.after(0);
    const tell = (news: InboxNews) => listeners.forEach((listener) => listener(news));
    const change = (one: Conversation) => tell({ kind: 'updated', conversation: one });
    return { ...place, $isLive, listeners, tell, change };
  }

  it('where it is told it asks no more: news are put where they belong', async () => {
    const { ids, inbox, after, asked, change, tell } = await told(many(5));
    change({ ...conversation('c0', 100, 3), head: 9 });
    equal([ids()[0], inbox.$state.get().rows[0]?.unread_count], ['c0', 3]);
    change({ ...conversation('new', 2.5) });
    equal(ids(), ['c0', 'c4', 'c3', 'new', 'c2', 'c1']);
    change({ ...conversation('c0', 1, 0), head: 8 });
    equal(inbox.$state.get().rows[0]?.unread_count, 3, 'an older one');
    tell({ kind: 'removed', id: 'c4' });
    change({ ...conversation('c3', 200), is_archived: true });
    equal(ids(), ['c0', 'new', 'c2', 'c1']);
    inbox.hint();
    await after(600_000);
    equal(asked.length, 1);
  });

  it('what stands below the loaded part is left to the next page', async () => {
    const { ids, inbox, change } = await told(many(40));
    equal([ids().length, ids().at(-1)], [30, 'c10']);
    change(conversation('c3', 3));
    equal(ids().length, 30);
    change({ ...conversation('c20', 0), head: 9 });
    equal([ids().length, ids().includes('c20')], [29, false]);
    await inbox.more();
    equal([ids().length, new Set(ids()).size], [39, 39]);
  });

  it('is read again where something was not told, while somebody searches, and from time to time once nobody tells', async () => {
    const { inbox, after, asked, change, tell, $isLive, listeners } = await told(many(5));
    tell({ kind: 'stale' });
    await after(0);
    equal(asked.length, 2);
    inbox.search('c1');
    await after(250);
    change(conversation('c1', 9));
    await after(1000);
    equal(
      asked.slice(2).map(({ q }) => q),
      ['c1', 'c1'],
    );
    inbox.search('');
    await after(0);
    $isLive.set(false);
    await after(20_000);
    await after(20_000);
    equal(asked.length, 7);
    $isLive.set(true);
    await after(0);
    await after(60_000);
    equal(asked.length, 8);
    inbox.close();
    equal(listeners.size, 0);
  });
});
