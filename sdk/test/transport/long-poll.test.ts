import type { EventsAnswer } from '../../src/protocol/index.js';
import type { HttpRequest, HttpResult } from '../../src/transport/http.js';
import { LongPoll } from '../../src/transport/long-poll.js';
import { PollDesk } from '../../src/transport/poll-desk.js';
import { PollServer } from '../../src/transport/poll-server.js';
import type { PollTabs } from '../../src/transport/transport.js';
import { createFakeClock } from '../outbox/fake-clock.js';
import { createFakeTabs } from '../outbox/fake-tabs.js';
import { equal, ok, settled } from '../outbox/assert.js';
import { createViewer, events, message } from '../store/fixtures.js';

interface Poll {
  conversation: string;
  body: { wait: number; since?: number; tick?: string };
  answer(answer: EventsAnswer): Promise<void>;
  fail(): Promise<void>;
  isAborted: boolean;
}

/** The relay's end of every poll of one browser. */
const createRelay = () => {
  const polls: Poll[] = [];
  const http = {
    request: <T>(_method: string, path: string, { body, signal }: HttpRequest = {}) =>
      new Promise<HttpResult<T>>((resolve) => {
        const failed: HttpResult<T> = { ok: false, code: 'network', detail: '', isTransient: true, retryAfter: null };
        const poll: Poll = {
          conversation: path.split('/')[3] ?? '',
          body: body as Poll['body'],
          isAborted: false,
          async answer(answer) {
            polls.splice(polls.indexOf(poll), 1);
            resolve({ ok: true, status: 200, body: answer as T });
            await settled();
          },
          async fail() {
            polls.splice(polls.indexOf(poll), 1);
            resolve(failed);
            await settled();
          },
        };
        const abort = () => {
          poll.isAborted = true;
          if (polls.includes(poll)) polls.splice(polls.indexOf(poll), 1);
          resolve(failed);
        };
        if (signal?.aborted) return abort();
        signal?.addEventListener('abort', abort);
        polls.push(poll);
      }),
  };
  return { polls, http };
};

const first = (polls: readonly Poll[]): Poll => {
  const [poll] = polls;
  ok(poll, 'a poll');
  return poll;
};

describe('A long poll', () => {
  const create = async (tabs: PollTabs | null = null, relay = createRelay(), clock = createFakeClock()) => {
    const viewer = createViewer();
    let works = 0;
    const failures: string[] = [];
    const poll = new LongPoll({
      conversationId: 'c1',
      http: relay.http,
      feed: viewer.apply,
      clock,
      tabs,
      onWorks: () => works++,
      onFailed: ({ code }) => failures.push(code),
    });
    await settled();
    return { viewer, poll, relay, clock, failures, works: () => works };
  };
  const page = (seq: number, more: Parameters<typeof events>[1] = {}) =>
    events([message(seq)], { tick: `t${seq}`, ...more });

  it('looks first, then keeps one request waiting from where it is', async () => {
    const { relay, viewer, works, poll } = await create();
    equal(first(relay.polls).body, { wait: 0 });
    await first(relay.polls).answer(page(1));
    equal([relay.polls.length, works(), poll.isWorking], [1, 1, true]);
    equal(first(relay.polls).body, { wait: 25, since: 1, at: { id: 'm1', rev: 1 }, epoch: 'e1', tick: 't1' });
    await first(relay.polls).answer(page(2));
    equal([viewer.ids, viewer.cursor, first(relay.polls).body.since], [['m1', 'm2'], 2, 2]);
  });

  it('asks for the next page at once where there is more, and without since after a reset', async () => {
    const { relay, viewer } = await create();
    await first(relay.polls).answer(page(1));
    await first(relay.polls).answer(page(2, { head: 9, has_more: true }));
    equal(first(relay.polls).body.wait, 0);
    await first(relay.polls).answer({ reset: 'epoch', epoch: 'e2' });
    equal(first(relay.polls).body, { wait: 0 });
    await first(relay.polls).answer(page(7, { epoch: 'e2' }));
    equal(viewer.ids, ['m7']);
  });

  it('ends its wait when it is poked, and asks at once', async () => {
    const { relay, poll } = await create();
    await first(relay.polls).answer(page(1));
    const waiting = first(relay.polls);
    poll.poke();
    await settled();
    equal([waiting.isAborted, relay.polls.length, first(relay.polls).body.wait], [true, 1, 0]);
  });

  it('says when it fails, and leaves nothing when it is closed', async () => {
    const { relay, failures, poll } = await create();
    await first(relay.polls).fail();
    equal([failures, relay.polls.length, poll.isWorking], [['network'], 0, false]);
    const other = await create();
    await first(other.relay.polls).answer(page(1));
    other.poll.close();
    await settled();
    equal([other.relay.polls.length, other.clock.timers], [0, 0]);
  });

  it('of a tab that does not lead asks once for what it missed, and then hears it from the one that does', async () => {
    const tabs = createFakeTabs();
    const relay = createRelay();
    const leader = await create(tabs.add(true), relay);
    await first(relay.polls).answer(page(1));
    const follower = await create(tabs.add(), relay);
    const [waiting, looking] = relay.polls;
    ok(waiting && looking);
    equal(looking.body.wait, 0);
    await looking.answer(page(1));
    equal(relay.polls.length, 1, 'the leader’s alone');
    await waiting.answer(page(2, { presence: [], typing: [] }));
    equal([leader.viewer.ids, follower.viewer.ids, follower.viewer.cursor], [['m1', 'm2'], ['m1', 'm2'], 2]);
    leader.poll.close();
    follower.poll.close();
  });

  it('catches up by itself when what it hears does not reach down to it', async () => {
    const tabs = createFakeTabs();
    const relay = createRelay();
    const boss = tabs.add(true);
    const follower = await create(tabs.add(), relay);
    await first(relay.polls).answer(page(1));
    boss.post('poll-news', { conversation: 'c1', since: 5, answer: page(6) });
    await settled();
    equal([follower.viewer.cursor, follower.viewer.wishes], [1, 1]);
    // The wish makes the connection poke.
    follower.poll.poke();
    await settled();
    await first(relay.polls).answer(events([message(4), message(6)], { upto: 6 }));
    equal(follower.viewer.cursor, 6);
  });

  it('polls for itself when the leader does not answer, until it does', async () => {
    const tabs = createFakeTabs();
    const boss = tabs.add(true);
    const { relay, clock } = await create(tabs.add());
    await first(relay.polls).answer(page(1));
    equal(relay.polls.length, 0);
    clock.advance(1500);
    await settled();
    equal(first(relay.polls).body.wait, 25);
    boss.post('poll-have', { conversation: 'c1' });
    await settled();
    await first(relay.polls).answer(page(1));
    equal(relay.polls.length, 0, 'it follows');
  });

  it('takes over when it is made the leader', async () => {
    const tabs = createFakeTabs();
    const tab = tabs.add();
    const { relay } = await create(tab);
    await first(relay.polls).answer(page(1));
    tab.lead(true);
    await settled();
    await first(relay.polls).answer(page(1));
    equal(first(relay.polls).body.wait, 25);
  });
});

describe('A tab that polls for others', () => {
  const create = () => {
    const clock = createFakeClock();
    const relay = createRelay();
    const tabs = createFakeTabs();
    const boss = tabs.add(true);
    const other = tabs.add();
    const heard: string[] = [];
    for (const type of ['poll-have', 'poll-news', 'poll-down']) {
      other.on(type, (body) => heard.push(`${type} ${(body as { conversation: string }).conversation}`));
    }
    const server = new PollServer(relay.http, boss, clock);
    const want = (conversation: string, since = 1) => server.want({ conversation, since, at: null, epoch: 'e1' });
    return { clock, relay, boss, heard, server, want };
  };

  it('says that it does, tells what it hears, and stops when nobody wants it any more', async () => {
    const { clock, relay, heard, want } = create();
    want('c1');
    await settled();
    await first(relay.polls).answer(events([message(2)]));
    equal(heard, ['poll-have c1', 'poll-news c1']);
    equal(first(relay.polls).body.since, 2);
    clock.advance(31_000);
    await first(relay.polls).answer(events([message(3)]));
    equal(relay.polls.length, 0);
  });

  it('says so when it cannot, and takes no wish while it does not lead', async () => {
    const { relay, heard, want, boss } = create();
    want('c1');
    await settled();
    await first(relay.polls).fail();
    equal([heard, relay.polls.length], [['poll-have c1', 'poll-down c1'], 0]);
    boss.lead(false);
    want('c2');
    await settled();
    equal(relay.polls.length, 0);
  });

  it('lets more conversations than four take turns', async () => {
    const { clock, relay, want } = create();
    for (let i = 1; i <= 6; i += 1) want(`c${i}`);
    await settled();
    const waiting = () => relay.polls.map(({ conversation }) => conversation);
    equal(waiting(), ['c1', 'c2', 'c3', 'c4']);
    const seen = new Set(waiting());
    for (let i = 0; i < 4; i += 1) {
      clock.advance(3000);
      await settled();
      equal(waiting().length, 4);
      for (const one of waiting()) seen.add(one);
    }
    equal(seen.size, 6);
  });

  it('takes at most fifty, whatever other tabs say', async () => {
    const { relay, heard, server, want } = create();
    for (let i = 0; i < 500; i += 1) want(`c${i}`);
    for (const body of [null, 'x', {}, { conversation: 7 }]) server.want(body);
    await settled();
    equal([heard.length, relay.polls.length], [50, 4]);
    server.close();
    await settled();
    equal(relay.polls.length, 0);
  });
});

describe('Turns', () => {
  it('are given in order', async () => {
    const desk = new PollDesk(createFakeClock());
    const ends = await Promise.all([1, 2, 3, 4].map(() => desk.take(() => undefined)));
    const order: number[] = [];
    const fifth = desk.take(() => undefined).then(() => order.push(5));
    const sixth = desk.take(() => undefined).then(() => order.push(6));
    ends[0]?.();
    ends[0]?.();
    await fifth;
    equal(order, [5]);
    ends[1]?.();
    await sixth;
    equal(order, [5, 6]);
  });
});
