import type { ChatError } from '../../src/errors.js';
import { createMemoryOutboxStore, createOutboxShelf } from '../../src/outbox/memory-outbox-store.js';
import type { OutboxShelf } from '../../src/outbox/memory-outbox-store.js';
import { createOutbox, UNSENT_MAX } from '../../src/outbox/outbox.js';
import type { Outbox, OutboxOptions } from '../../src/outbox/outbox.js';
import type { OutboxStore } from '../../src/outbox/outbox-store.js';
import { CLAIM_MS } from '../../src/outbox/plan.js';
import { SETTLED_MAX, SETTLED_TTL_MS } from '../../src/outbox/sender.js';
import { DEFAULT_LIMITS } from '../../src/protocol/index.js';
import { equal, ok, rejection, settled } from './assert.js';
import { newEntry } from './entry.js';
import { createFakeClock } from './fake-clock.js';
import type { FakeClock } from './fake-clock.js';
import { createFakeTabs } from './fake-tabs.js';
import { failing, noUploads, SimRelay } from './sim-relay.js';

describe('An outbox', () => {
  let clock: FakeClock;
  let relay: SimRelay;
  let shelf: OutboxShelf;
  let outbox: Outbox;
  const open: Outbox[] = [];

  /** As a tab would have it: on the shared shelf, which outlives it. */
  const store = (): OutboxStore => ({ ...createMemoryOutboxStore(shelf), durable: true });

  const start = (options: Partial<OutboxOptions> = {}, from?: string): Outbox => {
    const made = createOutbox({
      store: store(),
      carrier: relay.carrier(from),
      uploader: noUploads,
      clock,
      limits: () => DEFAULT_LIMITS,
      ...options,
    });
    open.push(made);
    return made;
  };

  const send = (text: string, to = 'c1', from = outbox) => from.enqueue(to, { kind: 'send', content: { text } });
  const serve = () => relay.serve(settled);
  const states = (conversation = 'c1', of = outbox) => of.entries(conversation).map(({ state }) => state);
  /** The oldest unanswered one. */
  const request = async () => {
    await settled();
    const [first] = relay.requests;
    ok(first, 'a request');
    return first;
  };
  /** Lets time pass until the next timer. */
  const wait = async () => {
    clock.advance((clock.next() ?? clock.now()) - clock.now());
    await settled();
  };

  /** Lets so much time pass, with what it sets going. */
  const pass = async (ms: number) => {
    const end = clock.now() + ms;
    for (let next = clock.next(); next !== null && next <= end; next = clock.next()) await wait();
    clock.advance(end - clock.now());
    await settled();
  };

  beforeEach(() => {
    clock = createFakeClock();
    relay = new SimRelay();
    shelf = createOutboxShelf();
    outbox = start();
  });
  afterEach(() => {
    for (const one of open.splice(0)) one.close();
    equal(clock.timers, 0, 'timers left after close');
    equal(relay.mistakes, []);
  });

  it('keeps what is typed, sends it, and settles it with the ack', async () => {
    const entry = await send('hello');
    equal([entry.state, entry.was_sent, entry.created_at], ['queued', false, '2026-01-01T00:00:00.000Z']);
    const out = await request();
    equal(states(), ['sending']);
    out.answer(out.arrive());
    await settled();
    const [done] = outbox.entries('c1');
    equal(
      [done?.state, done?.ack],
      ['settled', { message_id: 'm1-1', seq: 1, rev: 1, at: '2026-01-01T00:00:00.000Z', epoch: '1' }],
    );
    equal(relay.texts('c1'), ['hello']);
  });

  it('gives the same snapshot until something changes, and says once what changed', async () => {
    const news: string[][] = [];
    const undo = outbox.subscribe(({ conversations }) => news.push([...conversations]));
    await send('hello');
    const before = outbox.entries('c1');
    ok(before === outbox.entries('c1') && Object.isFrozen(before));
    await serve();
    ok(before !== outbox.entries('c1'));
    ok(outbox.entries('other') === outbox.entries('another'));
    ok(news.length >= 2 && news.every(([id, ...more]) => id === 'c1' && more.length === 0));
    undo();
    const { length } = news;
    await send('again');
    equal(news.length, length);
  });

  it('sends what waited as batches of at most 20, one unanswered at a time', async () => {
    for (let i = 0; i < 50; i++) await send(String(i));
    await serve();
    equal(
      relay.texts('c1'),
      Array.from({ length: 50 }, (_, i) => String(i)),
    );
    equal(
      relay.sent.map(({ entries }) => entries.length),
      [1, 20, 20, 9],
    );
  });

  it('makes a batch no larger than the relay lets it burst, nor than a frame', async () => {
    let limits = { ...DEFAULT_LIMITS, send_burst: 3 };
    outbox.close();
    outbox = start({ limits: () => limits, isReady: () => relay.epoch > 1 });
    // Three units of UTF-16 and nine bytes each: bytes are what counts.
    for (let i = 0; i < 7; i++) await send('€'.repeat(100));
    relay.epoch = 2;
    outbox.kick();
    await settled();
    equal(relay.sent.at(-1)?.entries.length, 3);
    limits = { ...DEFAULT_LIMITS, frame_bytes: 1200 };
    await serve();
    equal(
      relay.sent.map(({ entries }) => entries.length),
      [3, 2, 2],
    );
    const bytes = new TextEncoder().encode(
      JSON.stringify(relay.sent[1]?.entries.map(({ client_id, act }) => ({ client_id, ...act }))),
    );
    ok(bytes.length < 1200);
  });

  it('sends a text larger than a frame alone', async () => {
    outbox.close();
    outbox = start({ limits: () => ({ send_burst: 20, frame_bytes: 1000 }), isReady: () => relay.epoch > 1 });
    for (const text of ['a', 'b'.repeat(2000), 'c']) await send(text);
    relay.epoch = 2;
    outbox.kick();
    await serve();
    equal(
      relay.sent.map(({ entries }) => entries.length),
      [1, 1, 1],
    );
  });

  it('sends edits, deletions and reactions one at a time, in order with the sends', async () => {
    const first = await send('a');
    await serve();
    const message_id = outbox.entries('c1')[0]?.ack?.message_id ?? '';
    await send('b');
    await outbox.enqueue('c1', { kind: 'edit', message_id, text: 'a2' });
    await outbox.enqueue('c1', { kind: 'react', message_id: first.client_id, emoji: '👍', on: true });
    await send('c');
    await send('d');
    await serve();
    equal(
      relay.sent.slice(1).map(({ entries }) => entries.map(({ act }) => act.kind)),
      [['send'], ['edit'], ['react'], ['send', 'send']],
    );
    equal(relay.texts('c1'), ['a2', 'b', 'c', 'd']);
  });

  it('drains other conversations of the same person too, and none waits for another', async () => {
    await send('a', 'c1');
    await send('b', 'c2');
    await settled();
    equal(
      relay.requests.map(({ entries }) => entries[0]?.conversation_id),
      ['c1', 'c2'],
    );
    const [stuck, other] = relay.requests;
    other?.answer(other.arrive());
    await send('c', 'c2');
    await settled();
    equal(relay.requests.length, 2);
    stuck?.answer(failing(stuck));
    relay.requests[0]?.answer(relay.requests[0].arrive());
    await settled();
    equal([states('c1'), states('c2')], [['queued'], ['settled', 'settled']]);
  });

  describe('when sending fails', () => {
    it('blocks that conversation with a growing pause and sends the same again', async () => {
      await send('a');
      await send('b');
      const pauses: number[] = [];
      for (let i = 0; i < 8; i++) {
        const out = await request();
        out.answer(failing(out));
        await settled();
        equal(outbox.entries('c1')[0]?.error, { code: 'network', detail: 'network' });
        pauses.push((clock.next() ?? 0) - clock.now());
        await wait();
      }
      // The jitter is half of the whole here; housekeeping's hour is further off.
      equal(pauses, [500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
      await serve();
      equal(relay.texts('c1'), ['a', 'b']);
      equal(new Set(relay.sent.map(({ entries }) => entries[0]?.client_id)).size, 1);
      equal(
        outbox.entries('c1').map(({ error }) => error),
        [null, null],
      );
    });

    it('tries at once when the connection is back', async () => {
      await send('a');
      const out = await request();
      out.answer(failing(out));
      await settled();
      equal(relay.requests.length, 0);
      outbox.kick();
      await serve();
      equal(relay.texts('c1'), ['a']);
    });

    it('waits as long as the relay asks for, whatever kicks it, and over a reload', async () => {
      await send('a');
      const out = await request();
      out.answer(failing(out, 'rate_limited', 7));
      await settled();
      outbox.kick();
      await settled();
      outbox.close();
      outbox = start();
      await settled();
      equal(relay.requests.length, 0);
      clock.advance(6999);
      await settled();
      equal(relay.requests.length, 0);
      clock.advance(1);
      await serve();
      equal(relay.texts('c1'), ['a']);
    });

    it('does not wait for ever when the device clock is set back', async () => {
      await send('a');
      const out = await request();
      out.answer(failing(out, 'rate_limited', 60));
      await settled();
      outbox.close();
      clock = createFakeClock(() => 0.5, Date.UTC(2020, 0, 1));
      outbox = start();
      await serve();
      equal(relay.texts('c1'), ['a']);
    });

    it('knows for its own what it sent, however long the relay takes', async () => {
      const { client_id } = await send('a');
      const out = await request();
      await pass(2 * CLAIM_MS);
      await send('b', 'c2');
      await settled();
      equal([states('c1'), relay.sent.length], [['sending'], 2]);
      out.answer([{ client_id, kind: 'refused', code: 'forbidden', detail: '' }]);
      await settled();
      equal(states('c1'), ['failed']);
    });

    it('takes an answer of a carrier that breaks its promise as a lost one', async () => {
      outbox.close();
      const carrier = relay.carrier();
      let isBroken = true;
      outbox = start({ carrier: (entries) => (isBroken ? Promise.reject(new Error('broken')) : carrier(entries)) });
      await send('a');
      await settled();
      equal(relay.sent.length, 0);
      isBroken = false;
      await wait();
      await pass(CLAIM_MS + 1000);
      await serve();
      equal(relay.texts('c1'), ['a']);
    });

    it('sends alone what the relay stumbled over, so that it does not hold up a batch for ever', async () => {
      outbox.close();
      let isReady = false;
      outbox = start({ isReady: () => isReady });
      for (const text of ['a', 'b', 'c']) await send(text);
      isReady = true;
      outbox.kick();
      const out = await request();
      out.answer(failing(out, 'internal'));
      await settled();
      await wait();
      equal((await request()).entries.length, 1);
      await serve();
      equal(relay.texts('c1'), ['a', 'b', 'c']);
    });

    it('parks what will never be taken, and goes on with the rest', async () => {
      outbox.close();
      let isReady = false;
      outbox = start({ isReady: () => isReady });
      const entries = [];
      for (const text of ['a', 'b', 'c', 'd']) entries.push(await send(text));
      relay.refuses.set(entries[1]?.client_id ?? '', 'text_too_long');
      isReady = true;
      outbox.kick();
      await serve();
      equal(relay.texts('c1'), ['a', 'c', 'd']);
      equal(states(), ['settled', 'failed', 'settled', 'settled']);
      equal(outbox.entries('c1')[1]?.error, { code: 'text_too_long', detail: 'text_too_long' });
    });

    it('sends a parked one again on request, or gives it up', async () => {
      const entry = await send('a');
      relay.refuses.set(entry.client_id, 'forbidden');
      await serve();
      equal(states(), ['failed']);
      await outbox.retry(entry.client_id);
      await serve();
      equal(states(), ['failed']);
      relay.refuses.clear();
      await outbox.retry(entry.client_id);
      await serve();
      equal(relay.texts('c1'), ['a']);
      const other = await send('b');
      relay.refuses.set(other.client_id, 'forbidden');
      await serve();
      ok(await outbox.discard(other.client_id));
      equal(states(), ['settled']);
    });

    it('retries at once what waits out a pause, when the person asks', async () => {
      const { client_id } = await send('a');
      const out = await request();
      out.answer(failing(out));
      await settled();
      await outbox.retry(client_id);
      await serve();
      equal(relay.texts('c1'), ['a']);
    });

    it('takes what the carrier did not try as never handed over', async () => {
      await send('a');
      await send('b');
      const out = await request();
      out.answer([]);
      await settled();
      equal(
        outbox.entries('c1').map(({ was_sent, attempts, state }) => [was_sent, attempts, state]),
        [
          [false, 0, 'queued'],
          [false, 0, 'queued'],
        ],
      );
      await wait();
      await serve();
      equal(relay.texts('c1'), ['a', 'b']);
    });

    it('hands nothing over while it is not worth it, and says on the entries that they wait', async () => {
      outbox.close();
      let isReady = false;
      outbox = start({ isReady: () => isReady });
      await send('a');
      await settled();
      equal([states(), outbox.entries('c1')[0]?.was_sent, relay.sent.length], [['queued'], false, 0]);
      isReady = true;
      outbox.kick();
      await serve();
      equal(states(), ['settled']);
    });

    it('goes on after a store that failed for a while', async () => {
      const errors: unknown[] = [];
      let isBroken = false;
      const whole = store();
      const broken: OutboxStore = {
        ...whole,
        change: (scope, edit) => (isBroken ? Promise.reject(new Error('disk')) : whole.change(scope, edit)),
      };
      outbox.close();
      outbox = start({ store: broken, onError: (error) => errors.push(error) });
      await send('a');
      const out = await request();
      isBroken = true;
      out.answer(out.arrive());
      await settled();
      await rejection(send('b'));
      ok(errors.length > 0);
      isBroken = false;
      await send('c');
      for (let i = 0; i < 20 && states().some((state) => state !== 'settled'); i++) {
        await wait();
        await serve();
      }
      equal(relay.texts('c1'), ['a', 'c']);
    });
  });

  describe('after a crash', () => {
    it('sends what was out again under the same client_id', async () => {
      const { client_id } = await send('a');
      const lost = await request();
      lost.arrive();
      outbox.close();
      relay.requests = [];
      outbox = start();
      equal((await request()).entries[0]?.client_id, client_id);
      await serve();
      equal([relay.texts('c1'), states()], [['a'], ['settled']]);
    });

    it('has marked as sent what a transport got, before it got it', async () => {
      let marks: [boolean, string] | null = null;
      outbox.close();
      outbox = start({
        carrier: async () => {
          const [entry] = await createMemoryOutboxStore(shelf).all();
          marks = [entry?.was_sent ?? false, entry?.state ?? ''];
          return [];
        },
      });
      await send('a');
      await settled();
      equal(marks, [true, 'sending']);
    });

    it('ignores an answer that comes after it was closed', async () => {
      await send('a');
      const out = await request();
      outbox.close();
      out.answer(out.arrive());
      await settled();
      equal(
        (await createMemoryOutboxStore(shelf).all()).map(({ state }) => state),
        ['sending'],
      );
    });
  });

  describe('when the relay says where a queue belongs', () => {
    it('opens the conversation with the first success alone, and moves what waits', async () => {
      relay.pointers.set('new', 'c9');
      const moves: [string, string][] = [];
      outbox.subscribe(({ moved }) => moves.push(...moved));
      const opening = { subject: 'deal:42' };
      for (const text of ['a', 'b', 'c']) await outbox.enqueue('new', { kind: 'send', content: { text } }, opening);
      const first = await request();
      equal([first.entries.length, first.entries[0]?.open], [1, opening]);
      first.answer(failing(first));
      await settled();
      await wait();
      equal(relay.requests[0]?.entries[0]?.open, opening);
      await serve();
      equal(relay.texts('c9'), ['a', 'b', 'c']);
      equal([outbox.entries('new').length, outbox.entries('c9').length], [0, 3]);
      equal(
        relay.sent.at(-1)?.entries.map(({ open: it, conversation_id }) => [it, conversation_id]),
        [
          [null, 'c9'],
          [null, 'c9'],
        ],
      );
      equal(moves, [['new', 'c9']]);
      equal(outbox.address('new'), 'c9');
    });

    it('sends there what is still typed under the old id', async () => {
      relay.pointers.set('new', 'c9');
      await send('a', 'new');
      await serve();
      await send('b', 'new');
      await serve();
      equal(
        outbox.entries('c9').map(({ state }) => state),
        ['settled', 'settled'],
      );
      equal(relay.sent.at(-1)?.entries[0]?.conversation_id, 'c9');
    });

    it('never has two unanswered runs in the conversation that both queues have become', async () => {
      relay.pointers.set('new', 'c9');
      for (const [text, to] of [
        ['a', 'new'],
        ['b', 'c9'],
        ['c', 'new'],
        ['d', 'c9'],
      ] as const)
        await send(text, to);
      const [first, second] = relay.requests;
      first?.answer(first.arrive());
      await settled();
      equal(relay.requests.length, 1);
      second?.answer(second.arrive());
      await serve();
      equal(relay.texts('c9'), ['a', 'b', 'c', 'd']);
    });
  });

  describe('edits and discards', () => {
    it('changes in place what no transport has had', async () => {
      outbox.close();
      let isReady = false;
      outbox = start({ isReady: () => isReady });
      const { client_id } = await send('a');
      await outbox.edit(client_id, 'b');
      equal(outbox.entries('c1').length, 1);
      isReady = true;
      outbox.kick();
      await serve();
      equal([relay.texts('c1'), relay.sent.length], [['b'], 1]);
    });

    it('queues an edit of what was ever sent, which waits for the message', async () => {
      const { client_id } = await send('a');
      const out = await request();
      await outbox.edit(client_id, 'b');
      out.answer(failing(out));
      await settled();
      await outbox.edit(client_id, 'c');
      await wait();
      await serve();
      equal(relay.texts('c1'), ['c']);
      equal(
        relay.sent.map(({ entries }) => entries[0]?.act.kind),
        ['send', 'send', 'edit'],
        'of two edits that wait the last one counts',
      );
      await outbox.edit(client_id, 'd');
      await serve();
      equal(relay.texts('c1'), ['d']);
    });

    it('leaves an edit waiting while its message is parked, and sends it after the retry', async () => {
      const { client_id } = await send('a');
      relay.refuses.set(client_id, 'forbidden');
      const out = await request();
      await outbox.edit(client_id, 'b');
      await send('c');
      out.answer(out.arrive());
      await serve();
      equal(states(), ['failed', 'queued', 'settled']);
      relay.refuses.clear();
      await outbox.retry(client_id);
      await serve();
      equal(relay.texts('c1').sort(), ['b', 'c']);
    });

    it('refuses to edit what it does not have', async () => {
      equal(((await rejection(outbox.edit('unknown', 'b'))) as ChatError).code, 'not_found');
    });

    describe('of messages that the relay has', () => {
      let id: string;
      let isReady: boolean;
      beforeEach(async () => {
        await send('a');
        await serve();
        id = outbox.entries('c1')[0]?.ack?.message_id ?? '';
        outbox.close();
        isReady = false;
        outbox = start({ isReady: () => isReady });
        await outbox.loaded;
      });
      const go = async () => {
        isReady = true;
        outbox.kick();
        await serve();
      };
      const acts = () => relay.sent.slice(1).flatMap(({ entries }) => entries.map(({ act }) => act));
      const react = (on: boolean, emoji = '👍') => outbox.change('c1', { kind: 'react', message_id: id, emoji, on });

      it('sends of several edits that wait the last one, in the place of the first', async () => {
        for (const text of ['b', 'c']) await outbox.change('c1', { kind: 'edit', message_id: id, text });
        await send('later');
        await outbox.change('c1', { kind: 'edit', message_id: id, text: 'd' });
        await go();
        equal(acts()[0], { kind: 'edit', message_id: id, text: 'd' });
        equal([acts().length, relay.texts('c1')], [2, ['d', 'later']]);
      });

      it('sends nothing of a reaction that was taken back before it went out, and once what was asked for twice', async () => {
        ok(await react(true));
        equal(await react(false), null);
        await react(true, '🎉');
        equal(await react(true, '🎉'), null);
        await go();
        equal(acts(), [{ kind: 'react', message_id: id, emoji: '🎉', on: true }]);
      });

      it('takes a reaction back that is out already', async () => {
        await react(true);
        isReady = true;
        outbox.kick();
        const out = await request();
        await react(false);
        out.answer(out.arrive());
        await serve();
        equal(
          acts().map((act) => act.kind === 'react' && act.on),
          [true, false],
        );
      });

      it('sends of a message that was changed and then deleted only the deletion, once', async () => {
        await outbox.change('c1', { kind: 'edit', message_id: id, text: 'b' });
        await react(true);
        ok(await outbox.change('c1', { kind: 'delete', message_id: id }));
        equal(await outbox.change('c1', { kind: 'delete', message_id: id }), null);
        const late = rejection(outbox.change('c1', { kind: 'edit', message_id: id, text: 'too late' }));
        equal(((await late) as ChatError).code, 'message_deleted');
        await go();
        equal(acts(), [{ kind: 'delete', message_id: id }]);
      });

      it('lets a new edit take the place of one that was refused, and keeps one that nobody replaced', async () => {
        const first = await outbox.change('c1', { kind: 'edit', message_id: id, text: 'b' });
        relay.refuses.set(first ?? '', 'text_too_long');
        await go();
        equal(states(), ['settled', 'failed']);
        await outbox.change('c1', { kind: 'edit', message_id: id, text: 'c' });
        await serve();
        equal([states(), relay.texts('c1')], [['settled', 'settled'], ['c']]);
      });

      it('keeps a change over a reload', async () => {
        await outbox.change('c1', { kind: 'edit', message_id: id, text: 'b' });
        outbox.close();
        outbox = start();
        await serve();
        equal(relay.texts('c1'), ['b']);
      });
    });

    it('takes back by a deletion what no transport has had, with what was to be done to it', async () => {
      outbox.close();
      outbox = start({ isReady: () => false });
      const { client_id } = await send('a');
      await outbox.change('c1', { kind: 'react', message_id: client_id, emoji: '👍', on: true });
      await outbox.change('c1', { kind: 'delete', message_id: client_id });
      equal(outbox.entries('c1'), []);
    });

    it('deletes behind its send what may be with the relay already', async () => {
      const { client_id } = await send('a');
      const out = await request();
      await outbox.change('c1', { kind: 'delete', message_id: client_id });
      out.answer(failing(out));
      await settled();
      await wait();
      await serve();
      equal(
        relay.rows.map(({ kind, message_id }) => [kind, message_id]),
        [
          ['send', 'm1-1'],
          ['delete', 'm1-1'],
        ],
      );
    });

    it('has a bound for changes too', async () => {
      outbox.close();
      outbox = start({ isReady: () => false });
      for (let i = 0; i < UNSENT_MAX; i++) await outbox.change('c1', { kind: 'edit', message_id: `m${i}`, text: 'x' });
      const late = rejection(outbox.change('c1', { kind: 'edit', message_id: 'one more', text: 'x' }));
      equal(((await late) as ChatError).code, 'storage_full');
    });

    it('does not give up silently what the relay is being asked, nor what it has', async () => {
      const { client_id } = await send('a');
      const out = await request();
      ok(!(await outbox.discard(client_id)));
      out.answer(out.arrive());
      await settled();
      ok(!(await outbox.discard(client_id)));
      ok(!(await outbox.discard('unknown')));
      equal(states(), ['settled']);
    });

    it('gives up with a message what was to be done to it', async () => {
      const { client_id } = await send('a');
      const out = await request();
      await outbox.edit(client_id, 'b');
      out.answer(failing(out));
      await settled();
      ok(await outbox.discard(client_id));
      equal(outbox.entries('c1').length, 0);
    });
  });

  describe('what is settled', () => {
    const epoch = () => String(relay.epoch);
    const has = (id: string) => relay.has(id);

    it('is sent again after the relay lost it, before what waits, in its order and under its client_id', async () => {
      for (const text of ['a', 'b', 'c', 'd']) {
        await send(text);
        await serve();
      }
      outbox.close();
      let isReady = false;
      outbox = start({ isReady: () => isReady });
      await outbox.loaded;
      await send('e');
      relay.restore(2);
      const before = shelf.entries.size;
      outbox.resendAfterReset('c1', epoch(), has);
      isReady = true;
      outbox.kick();
      await serve();
      equal([relay.texts('c1'), shelf.entries.size], [['a', 'b', 'c', 'd', 'e'], before]);
      equal(states(), ['settled', 'settled', 'settled', 'settled', 'settled']);
      const { length } = relay.sent;
      outbox.resendAfterReset('c1', epoch(), () => false);
      await serve();
      equal(relay.sent.length, length);
    });

    it('opens its conversation again should the relay have lost that too', async () => {
      const opening = { title: 'Deal 42', subject: 'deal:42' };
      for (const text of ['a', 'b', 'c']) await outbox.enqueue('c1', { kind: 'send', content: { text } }, opening);
      await serve();
      const { length } = relay.sent;
      relay.restore(0);
      outbox.resendAfterReset('c1', epoch(), has);
      await serve();
      equal(
        relay.sent.slice(length).map(({ entries }) => entries.map(({ open: it }) => it)),
        [[opening], [null, null]],
      );
      equal(relay.texts('c1'), ['a', 'b', 'c']);
    });

    it('goes before what was parked earlier and is retried', async () => {
      const parked = await send('parked');
      relay.refuses.set(parked.client_id, 'forbidden');
      await serve();
      await send('b');
      await serve();
      relay.restore(0);
      relay.refuses.clear();
      outbox.resendAfterReset('c1', epoch(), has);
      await outbox.retry(parked.client_id);
      await serve();
      equal(relay.texts('c1'), ['b', 'parked']);
    });

    it('is sent again where nobody can tell whether it is there', async () => {
      await send('a');
      await serve();
      relay.epoch++;
      outbox.resendAfterReset('c1', epoch(), () => Promise.reject(new Error('network')));
      await serve();
      equal([relay.texts('c1'), states()], [['a'], ['settled']]);
    });

    it('takes its edits along, which then name the message by its new id', async () => {
      const { client_id } = await send('a');
      await serve();
      await outbox.edit(client_id, 'b');
      await serve();
      outbox.close();
      let isReady = false;
      outbox = start({ isReady: () => isReady });
      await outbox.loaded;
      await outbox.edit(client_id, 'c');
      relay.restore(0);
      outbox.resendAfterReset('c1', epoch(), has);
      isReady = true;
      outbox.kick();
      await serve();
      equal(relay.texts('c1'), ['c']);
      equal(states(), ['settled', 'settled', 'settled']);
    });

    it('does not bother anybody with an old edit of a message that is gone for good', async () => {
      const { client_id } = await send('a');
      await serve();
      const message_id = outbox.entries('c1')[0]?.ack?.message_id ?? '';
      await outbox.enqueue('c1', { kind: 'react', message_id, emoji: '👍', on: true });
      await serve();
      relay.restore(0);
      // Its own send was pruned meanwhile.
      shelf.entries.delete(client_id);
      outbox.resendAfterReset('c1', epoch(), has);
      await serve();
      outbox.kick();
      await settled();
      equal(states(), []);
    });

    it('is kept for a day, and no more than a stated number', async () => {
      const settledEntries = (count: number, from: number) =>
        Array.from({ length: count }, (_, i) =>
          newEntry(`${from}-${i}`, {
            state: 'settled',
            ack: { message_id: 'm', seq: 1, rev: 1, at: new Date(from).toISOString(), epoch: '1' },
          }),
        );
      const now = clock.now();
      await store().change('all', () => ({
        add: [...settledEntries(5, now - SETTLED_TTL_MS - 1), ...settledEntries(SETTLED_MAX + 5, now)],
      }));
      outbox.close();
      outbox = start();
      await outbox.loaded;
      await settled();
      equal(shelf.entries.size, SETTLED_MAX);
      ok(!shelf.entries.has(`${now}-4`) && shelf.entries.has(`${now}-5`));
      clock.advance(SETTLED_TTL_MS + 3_600_000);
      await settled();
      equal(shelf.entries.size, 0);
    });

    it('stays within its bound while it is being filled', async () => {
      const ack = { message_id: 'm', seq: 1, rev: 1, at: new Date(clock.now()).toISOString(), epoch: '1' };
      await store().change('all', () => ({
        add: Array.from({ length: SETTLED_MAX }, (_, i) => newEntry(String(i), { state: 'settled', ack })),
      }));
      outbox.kick();
      await settled();
      for (let i = 0; i < 15; i++) {
        await Promise.all(Array.from({ length: 20 }, (_, j) => send(String(i + j))));
        await serve();
        ok(shelf.entries.size <= SETTLED_MAX * 1.1 + 20, `a bound, ${shelf.entries.size}`);
      }
      ok(shelf.entries.size < SETTLED_MAX + 300);
    });
  });

  describe('its bound', () => {
    it('refuses the next one plainly, evicts nothing, and takes more once there is room', async () => {
      outbox.close();
      let isReady = false;
      await store().change('all', () => ({
        add: Array.from({ length: UNSENT_MAX - 50 }, (_, i) => newEntry(String(i), { conversation_id: `c${i % 7}` })),
      }));
      outbox = start({ isReady: () => isReady });
      const attack = await Promise.allSettled(Array.from({ length: 100 }, (_, i) => send(String(i))));
      equal(attack.filter(({ status }) => status === 'fulfilled').length, 50);
      equal(shelf.entries.size, UNSENT_MAX);
      const error = (await rejection(send('one more'))) as ChatError;
      equal(error.code, 'storage_full');
      ok(error.message.includes('discard'));
      isReady = true;
      outbox.kick();
      await serve();
      equal(relay.rows.length, UNSENT_MAX);
      await send('again');
    });

    it('counts parked ones too, of all tabs together', async () => {
      await store().change('all', () => ({
        add: Array.from({ length: UNSENT_MAX }, (_, i) => newEntry(String(i), { state: 'failed' })),
      }));
      const other = start();
      equal(((await rejection(send('a', 'c1', other))) as ChatError).code, 'storage_full');
      ok(await other.discard('0'));
      await send('a', 'c1', other);
    });
  });

  describe('with several tabs', () => {
    it('is emptied by the one that leads, and every tab sees what becomes of it', async () => {
      outbox.close();
      const tabs = createFakeTabs();
      const leader = start({ tabs: tabs.add(true) }, 'leader');
      const follower = start({ tabs: tabs.add() }, 'follower');
      await Promise.all([leader.loaded, follower.loaded]);
      await send('a', 'c1', follower);
      await send('b', 'c1', leader);
      await serve();
      equal(relay.texts('c1'), ['a', 'b']);
      equal(new Set(relay.sent.map(({ from }) => from)), new Set(['leader']));
      equal(
        [states('c1', leader), states('c1', follower)],
        [
          ['settled', 'settled'],
          ['settled', 'settled'],
        ],
      );
      await leader.clear();
      await settled();
      equal([leader.entries('c1').length, follower.entries('c1').length], [0, 0]);
    });

    it('is taken over by the next leader at once, with what the last one had out', async () => {
      outbox.close();
      const tabs = createFakeTabs();
      const first = start({ tabs: tabs.add(true) }, 'first');
      const successor = tabs.add();
      const second = start({ tabs: successor }, 'second');
      await send('a', 'c1', first);
      (await request()).arrive();
      relay.requests = [];
      first.close();
      successor.lead(true);
      await serve();
      equal([relay.texts('c1'), states('c1', second)], [['a'], ['settled']]);
      equal(
        relay.sent.map(({ from }) => from),
        ['first', 'second'],
      );
    });

    it('without Web Locks is emptied by whoever has it, and the others do not race', async () => {
      outbox.close();
      const tabs = createFakeTabs(false);
      const one = start({ tabs: tabs.add() }, 'one');
      const two = start({ tabs: tabs.add() }, 'two');
      await Promise.all([one.loaded, two.loaded]);
      await wait();
      await send('a', 'c1', one);
      const out = await request();
      await pass(10_000);
      await send('b', 'c1', two);
      await settled();
      await pass(10_000);
      equal(relay.sent.length, 1);
      out.answer(out.arrive());
      await settled();
      await serve();
      equal(relay.texts('c1'), ['a', 'b']);
      equal(relay.sent.length, 2);
      equal(
        [states('c1', one), states('c1', two)],
        [
          ['settled', 'settled'],
          ['settled', 'settled'],
        ],
      );
    });

    it('without Web Locks takes over what a closed tab had out, but not what a living one has', async () => {
      outbox.close();
      const tabs = createFakeTabs(false);
      const [gone, alive] = [tabs.add(), tabs.add()];
      const one = start({ tabs: gone }, 'gone');
      const two = start({ tabs: alive }, 'alive');
      await Promise.all([one.loaded, two.loaded]);
      await pass(500);
      await send('a', 'c1', one);
      await send('b', 'c2', two);
      await settled();
      const fromAlive = relay.requests.find(({ from }) => from === 'alive');
      relay.requests = relay.requests.filter((it) => it === fromAlive);
      one.close();
      gone.close();
      start({ tabs: tabs.add() }, 'new');
      await settled();
      clock.advance(500);
      await settled();
      equal(
        relay.sent.slice(2).map(({ from, entries }) => [from, entries[0]?.conversation_id]),
        [['new', 'c1']],
      );
      await serve();
    });

    it('without Web Locks takes over in time what a tab had out that crashed later', async () => {
      outbox.close();
      const tabs = createFakeTabs(false);
      const gone = tabs.add();
      const one = start({ tabs: gone }, 'one');
      const two = start({ tabs: tabs.add() }, 'two');
      await Promise.all([one.loaded, two.loaded]);
      await wait();
      await send('a', 'c1', one);
      await settled();
      relay.requests = [];
      one.close();
      gone.close();
      await pass(CLAIM_MS + 1000);
      await serve();
      equal(states('c1', two), ['settled']);
    });

    it('takes an ack for the truth even when another tab has given the entry another state', async () => {
      outbox.close();
      const tabs = createFakeTabs();
      const one = start({ tabs: tabs.add(true) }, 'one');
      const second = tabs.add();
      const two = start({ tabs: second }, 'two');
      const { client_id } = await send('a', 'c1', one);
      const first = await request();
      // A second leader takes over while the first one's request is still out.
      clock.advance(1);
      second.lead(true);
      await settled();
      const again = relay.requests.find(({ from }) => from === 'two');
      again?.answer([{ client_id, kind: 'refused', code: 'forbidden', detail: '' }]);
      await settled();
      equal(states('c1', two), ['failed']);
      first.answer(first.arrive());
      await settled();
      equal([states('c1', one), states('c1', two)], [['settled'], ['settled']]);
    });

    it('lets a late refusal not park what another tab is sending again', async () => {
      outbox.close();
      const tabs = createFakeTabs();
      const one = start({ tabs: tabs.add(true) }, 'one');
      const second = tabs.add();
      start({ tabs: second }, 'two');
      const { client_id } = await send('a', 'c1', one);
      const first = await request();
      second.lead(true);
      await settled();
      first.answer([{ client_id, kind: 'refused', code: 'forbidden', detail: '' }]);
      await settled();
      equal(states('c1', one), ['sending']);
      await serve();
      equal(states('c1', one), ['settled']);
    });

    it('keeps memory to itself: a tab whose browser keeps nothing sends its own', async () => {
      outbox.close();
      const tab = createFakeTabs().add(false);
      outbox = start({ store: createMemoryOutboxStore(), tabs: tab });
      await send('a');
      await serve();
      equal([relay.texts('c1'), outbox.durable, tab.listeners], [['a'], false, 0]);
    });

    it('ignores what it does not understand on the channel', async () => {
      outbox.close();
      const tabs = createFakeTabs(false);
      const stranger = tabs.add();
      outbox = start({ tabs: tabs.add() });
      await outbox.loaded;
      for (const body of [undefined, 7, 'x', { ids: [] }, [1, 2], [{}], ['unknown']]) {
        for (const type of ['outbox', 'outbox-who', 'outbox-out']) stranger.post(type, body);
      }
      await settled();
      await send('a');
      await serve();
      equal(states(), ['settled']);
    });
  });

  it('lets go of everything when closed, twice too, and takes nothing after', async () => {
    outbox.close();
    const tab = createFakeTabs(false).add();
    outbox = start({ tabs: tab });
    await outbox.loaded;
    await send('a');
    ok(tab.listeners > 0);
    outbox.close();
    outbox.close();
    equal([tab.listeners, clock.timers], [0, 0]);
    equal(((await rejection(send('b'))) as ChatError).code, 'closed');
  });
});
