import { SharedInbox, type LineEvents } from '../../src/inbox/shared-inbox.js';
import type { InboxNews } from '../../src/inbox/feed.js';
import type { InboxQuery } from '../../src/inbox/inbox.js';
import type { Conversation, Participant, You } from '../../src/protocol/index.js';
import { equal, ok, settled } from '../outbox/assert.js';
import { createFakeClock } from '../outbox/fake-clock.js';
import { createFakeTabs, type FakeTab } from '../outbox/fake-tabs.js';
import { conversationOf } from '../view/fake-chat.js';

const user = (id: string, role: 'user' | 'agent' = 'user') => ({ id, name: id, role, avatar: null }) as const;
const member = (id: string): Participant => ({
  user: user(id),
  role: 'user',
  joined_at: '',
  last_read_seq: 0,
  last_read_at: null,
  online: false,
});
const conversation = (id: string, unread: number, more: Partial<Conversation> = {}): Conversation => ({
  ...conversationOf({ id, head: 5, participants: [member('me')], assignee: null }),
  last_message: null,
  unread_count: unread,
  ...more,
});

/** A browser with tabs of one person, and a relay with a list. */
function browser({ you = { user: user('me'), tenant: 'default' } }: { you?: You } = {}) {
  const clock = createFakeClock();
  const fake = createFakeTabs();
  const relay = { rows: [] as Conversation[], isDown: false, hold: null as Promise<void> | null };
  const asked: InboxQuery[] = [];
  const lines: { events: LineEvents; isOpen: boolean; tokens: string[] }[] = [];
  const list = async (query: InboxQuery) => {
    asked.push(query);
    const { rows } = relay;
    const from = Number(query.cursor ?? 0);
    await relay.hold;
    if (relay.isDown) return null;
    const next = from + query.limit < rows.length ? String(from + query.limit) : null;
    return { results: rows.slice(from, from + query.limit), next };
  };
  const open = (tabs: FakeTab | null) => {
    const news: InboxNews[] = [];
    const inbox = new SharedInbox({
      clock,
      tabs,
      you: () => you,
      list,
      openLine: (events) => {
        const line = { events, isOpen: true, tokens: [] as string[] };
        lines.push(line);
        return { renew: (token) => line.tokens.push(token), close: () => void (line.isOpen = false) };
      },
    });
    inbox.on((each) => news.push(each));
    return { inbox, news, tabs, unread: () => Object.fromEntries(inbox.$unread.get() ?? []) };
  };
  const pass = async (ms: number) => {
    clock.advance(ms);
    await settled();
    await settled();
  };
  return {
    clock,
    relay,
    asked,
    lines,
    pass,
    alone: () => open(null),
    tab: (leads = false) => open(fake.add(leads)),
    line: () => lines.filter(({ isOpen }) => isOpen),
  };
}

/** How long a socket is waited for. */
const FIRST = 1500;

const updated = (each: Conversation) => ({ type: 'conversation:updated', conversation: each }) as const;

describe('The inbox that tabs share', () => {
  it('one tab holds the line and reads; the others have the same counts, and hear the same news', async () => {
    const { relay, tab, pass, line, asked } = browser();
    relay.rows = [conversation('a', 2), conversation('b', 1)];
    const [one, two, three] = [tab(true), tab(), tab()];
    await pass(FIRST);
    equal([line().length, asked.length], [1, 1]);
    for (const each of [one, two, three]) equal(each.unread(), { a: 2, b: 1 });
    const [{ events } = { events: null }] = line();
    events?.onLive(true);
    await pass(0);
    for (const each of [one, two, three]) ok(each.inbox.$isLive.get());
    events?.onHint(updated(conversation('a', 0, { head: 6 })));
    events?.onHint(updated(conversation('c', 4)));
    events?.onHint({ type: 'conversation:removed', conversation_id: 'b' });
    await pass(0);
    for (const each of [one, two, three]) {
      equal(each.unread(), { c: 4 });
      equal(
        each.news.map(({ kind }) => kind),
        ['updated', 'updated', 'removed'],
      );
    }
    for (let minute = 0; minute < 60; minute += 1) await pass(10_000);
    equal([asked.length, line().length], [1, 1], 'nobody asks while hints come');
  });

  it('a tab that comes later is told at once what there is', async () => {
    const { relay, tab, pass, line, asked } = browser();
    relay.rows = [conversation('a', 2)];
    tab(true);
    await pass(FIRST);
    line()[0]?.events.onLive(true);
    const late = tab();
    await pass(0);
    equal([late.unread(), late.inbox.$isLive.get(), asked.length], [{ a: 2 }, true, 1]);
  });

  it('when the leader goes another tab takes over; when it sleeps the others ask by themselves', async () => {
    const { relay, tab, pass, line, lines, asked } = browser();
    relay.rows = [conversation('a', 2)];
    const [one, two] = [tab(true), tab()];
    await pass(FIRST);
    line()[0]?.events.onLive(true);
    await pass(0);
    // As when a browser freezes it: nothing is heard of it any more.
    one.inbox.close();
    relay.rows = [conversation('a', 3)];
    await pass(39_000);
    equal([two.unread(), asked.length], [{ a: 2 }, 1]);
    await pass(1000);
    equal([two.unread(), two.inbox.$isLive.get(), asked.length], [{ a: 3 }, false, 2]);
    await pass(25_000);
    equal(asked.length, 3);
    two.tabs?.lead(true);
    await pass(2000);
    equal([lines.length, line().length, two.unread()], [2, 1, { a: 3 }]);
  });

  it('a missed hint has it read again, at most every two seconds; hints that come meanwhile are not lost', async () => {
    const { relay, alone, pass, line, asked } = browser();
    relay.rows = [conversation('a', 2), conversation('b', 1)];
    const one = alone();
    await pass(FIRST);
    const events = line()[0]!.events;
    events.onLive(true);
    await pass(2000);
    const before = asked.length;
    let release: () => void = () => undefined;
    relay.hold = new Promise((resolve) => (release = resolve));
    for (let i = 0; i < 20; i += 1) events.onStale();
    await pass(0);
    // Of what is being read, these are newer, as new, and older.
    events.onHint(updated(conversation('a', 7, { head: 9 })));
    events.onHint(updated(conversation('b', 0)));
    relay.rows = [];
    events.onHint(updated(conversation('c', 5, { head: 1 })));
    release();
    await pass(0);
    equal(one.unread(), { a: 7, c: 5 });
    equal(asked.length, before + 1);
    await pass(2000);
    equal(asked.length, before + 1);
  });

  it('without a line it asks every twenty seconds or so, and goes on after a failure', async () => {
    const { relay, alone, pass, asked } = browser();
    const one = alone();
    relay.isDown = true;
    await pass(FIRST);
    equal(one.inbox.$unread.get(), null);
    relay.isDown = false;
    relay.rows = [conversation('a', 1)];
    await pass(20_000);
    equal([one.unread(), asked.length], [{ a: 1 }, 2]);
    await pass(20_000);
    equal(asked.length, 3);
  });

  it('counts for staff what they take part in or are assigned to; nobody’s archived ones; five pages at most', async () => {
    const you: You = { user: user('dana', 'agent'), tenant: 'default' };
    const { relay, alone, pass, asked } = browser({ you });
    relay.rows = [
      conversation('others', 9),
      conversation('hers', 1, { participants: [member('dana')] }),
      conversation('assigned', 2, { assignee: user('dana', 'agent') }),
      conversation('archived', 3, { participants: [member('dana')], is_archived: true }),
      ...Array.from({ length: 900 }, (_, i) => conversation(`more-${String(i)}`, 1)),
    ];
    const one = alone();
    await pass(FIRST);
    equal(one.unread(), { hers: 1, assigned: 2 });
    equal(
      asked.map(({ unread, cursor }) => [unread, cursor ?? '0']),
      [0, 100, 200, 300, 400].map((from) => [true, String(from)]),
    );
  });

  it('what another tab says that is none of ours is ignored; closed, nothing is left', async () => {
    const { relay, tab, pass, clock, line } = browser();
    relay.rows = [conversation('a', 1)];
    const [one, two] = [tab(true), tab()];
    await pass(FIRST);
    for (const odd of [null, 7, 'x', {}, { kind: 'other' }]) one.tabs?.post('inbox', odd);
    await pass(0);
    equal(two.unread(), { a: 1 });
    one.inbox.renew('t2');
    equal(line()[0]?.tokens, ['t2']);
    for (const { inbox } of [one, two]) {
      inbox.close();
      inbox.close();
    }
    equal([clock.timers, line().length, one.tabs?.listeners, two.tabs?.listeners], [0, 0, 0, 0]);
  });
});
