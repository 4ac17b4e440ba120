import { createTabs } from '../../src/tabs/tabs.js';
import type { Tabs, TabsPlatform } from '../../src/tabs/tabs.js';
import { equal, ok, settled, until } from '../outbox/assert.js';
import { createFakeClock } from '../outbox/fake-clock.js';
import type { FakeClock } from '../outbox/fake-clock.js';

/** Longer than any lease, in the steps in which tabs renew it. */
const LEASE_MS = 10_000;

describe('Tabs', () => {
  const undo: (() => void)[] = [];
  let name: string;

  beforeEach(() => {
    name = `tabs ${crypto.randomUUID()}`;
  });
  afterEach(() => {
    for (const run of undo.splice(0)) run();
    const left = Object.keys(localStorage).filter((key) => key.startsWith(name));
    equal(left, [], 'left in localStorage');
  });

  /** A window of its own: `storage` events go to every window but the one that wrote. */
  const frame = (): Window & typeof globalThis => {
    const element = document.createElement('iframe');
    document.body.append(element);
    undo.push(() => element.remove());
    return element.contentWindow as Window & typeof globalThis;
  };

  /** What a page on an insecure origin has. */
  const insecure = (win = frame()): TabsPlatform => ({
    BroadcastChannel: win.BroadcastChannel,
    localStorage: win.localStorage,
    events: win,
  });

  const start = (platform?: TabsPlatform, clock?: FakeClock): Tabs => {
    const tabs = createTabs({ name, ...(platform && { platform }), ...(clock && { clock }) });
    undo.unshift(() => tabs.close());
    return tabs;
  };

  /** What leads by a lease comes late. */
  const leased = async (platform: TabsPlatform, clock: FakeClock): Promise<Tabs> => {
    const tabs = start(platform, clock);
    await import('../../src/tabs/lease.js');
    await settled();
    return tabs;
  };

  describe('with Web Locks', () => {
    it('have one leader, and the next one as soon as it closes', async () => {
      const [one, two, three] = [start(), start(), start()];
      await until(() => one.isLeader());
      ok(one.isExclusive && !two.isLeader() && !three.isLeader());
      const told: boolean[] = [];
      two.onLeaderChange((isLeader) => told.push(isLeader));
      three.close();
      one.close();
      ok(!one.isLeader());
      await until(() => two.isLeader());
      equal(told, [true]);
    });

    it('have a leader for each name', async () => {
      const one = start();
      const other = createTabs({ name: `${name} other` });
      undo.push(() => other.close());
      await until(() => one.isLeader() && other.isLeader());
    });

    it('leave no lock behind, neither held nor asked for', async () => {
      const [one, two] = [start(), start()];
      await until(() => one.isLeader());
      two.close();
      one.close();
      await until(async () => {
        const { held = [], pending = [] } = await navigator.locks.query();
        return ![...held, ...pending].some((lock) => lock.name === name);
      });
      ok(!one.isLeader() && !two.isLeader());
    });

    it('give the lock back when closed before they had it', async () => {
      start().close();
      const next = start();
      await until(() => next.isLeader());
    });

    it('fall back to a lease where a lock is refused, and say so', async () => {
      const locks = {
        request: () => Promise.reject(new DOMException('An opaque origin.', 'SecurityError')),
      } as unknown as LockManager;
      const clock = createFakeClock();
      const tabs = start({ ...insecure(), locks }, clock);
      let told = 0;
      tabs.onLeaderChange(() => told++);
      await settled();
      ok(!tabs.isExclusive && told > 0);
      // Nobody leads until the lease is here.
      await until(() => {
        clock.advance(1000);
        return tabs.isLeader();
      });
    });
  });

  describe('without Web Locks', () => {
    it('have one leader by lease, and never say that it is exclusive', async () => {
      const clock = createFakeClock();
      const tabs = [await leased(insecure(), clock), await leased(insecure(), clock), await leased(insecure(), clock)];
      for (let i = 0; i < 20; i++) {
        clock.advance(1000);
        await settled();
      }
      equal(tabs.filter((it) => it.isLeader()).length, 1);
      ok(tabs.every((it) => !it.isExclusive));
    });

    it('keep their leader as long as it renews', async () => {
      const clock = createFakeClock();
      const one = await leased(insecure(), clock);
      clock.advance(1000);
      ok(one.isLeader());
      const two = await leased(insecure(), clock);
      for (let i = 0; i < 100; i++) {
        clock.advance(997);
        ok(one.isLeader() && !two.isLeader());
      }
    });

    it('pass it on at once when the leader closes', async () => {
      const clock = createFakeClock();
      const one = await leased(insecure(), clock);
      clock.advance(1000);
      const two = await leased(insecure(), clock);
      clock.advance(100);
      one.close();
      // The browser tells the other window; until then nothing of the lease has run out.
      const before = clock.next() ?? 0;
      await until(() => (clock.next() ?? 0) < before || two.isLeader());
      clock.advance(400);
      ok(two.isLeader() && !one.isLeader());
    });

    it('pass it on when the leader crashed, once its lease has run out', async () => {
      const clock = createFakeClock();
      // A frozen page's timers come due and run only when it wakes.
      let isAsleep = false;
      const due: (() => void)[] = [];
      const sleepy: FakeClock = {
        ...clock,
        after: (ms, run) => clock.after(ms, () => (isAsleep ? due.push(run) : run())),
      };
      const one = await leased(insecure(), sleepy);
      clock.advance(1000);
      ok(one.isLeader());
      isAsleep = true;
      const two = await leased(insecure(), clock);
      clock.advance(LEASE_MS - 3000);
      ok(!two.isLeader());
      clock.advance(6000);
      ok(two.isLeader());
      isAsleep = false;
      for (const run of due.splice(0)) run();
      // It looks at the lease at its next turn; what another page wrote there may take a moment to be seen.
      await until(() => {
        clock.advance(100);
        return !one.isLeader();
      });
      ok(two.isLeader());
    });

    it('give the lease back when the page is left, and take part again when it returns', async () => {
      const clock = createFakeClock();
      const win = frame();
      const tabs = await leased(insecure(win), clock);
      clock.advance(1000);
      ok(tabs.isLeader());
      win.dispatchEvent(new Event('pagehide'));
      ok(!tabs.isLeader());
      equal(win.localStorage.getItem(`${name}|leader`), null);
      clock.advance(4000);
      ok(tabs.isLeader());
    });

    it('settle on the lower id when two believe that they lead', async () => {
      const clock = createFakeClock();
      const windows = [frame(), frame()];
      const tabs = await Promise.all(windows.map((win) => leased(insecure(win), clock)));
      clock.advance(1000);
      await settled();
      const leader = tabs.findIndex((it) => it.isLeader());
      const win = windows[1 - leader];
      ok(win);
      for (const [id, stays] of [
        ['~', true],
        ['!', false],
      ] as const) {
        win.localStorage.setItem(`${name}|leader`, `${id} ${clock.now() + LEASE_MS}`);
        const isTaken = () => win.localStorage.getItem(`${name}|leader`)?.startsWith(id) === true;
        await until(() => tabs[leader]?.isLeader() === stays && isTaken() !== stays);
      }
      win.localStorage.removeItem(`${name}|leader`);
    });

    for (const [what, line] of [
      ['is not one', 'whatever this is'],
      ['ends later than any lease does (the clock was set back)', `other ${Date.UTC(2099, 0, 1)}`],
      ['has run out', `other ${Date.UTC(2020, 0, 1)}`],
      ['is empty', ''],
    ] as const) {
      it(`do not wait for a lease that ${what}`, async () => {
        localStorage.setItem(`${name}|leader`, line);
        const clock = createFakeClock();
        const tabs = await leased(insecure(), clock);
        clock.advance(1000);
        ok(tabs.isLeader());
      });
    }

    it('lead each for itself where nothing is kept, or nothing can be written', async () => {
      const clock = createFakeClock();
      const full = {
        getItem: () => null,
        removeItem: () => undefined,
        setItem() {
          throw new DOMException('Full.', 'QuotaExceededError');
        },
      } as unknown as Storage;
      for (const localStorage of [undefined, full]) {
        const tabs = await leased({ ...insecure(), localStorage }, clock);
        clock.advance(1000);
        ok(tabs.isLeader() && !tabs.isExclusive);
      }
    });

    it('leave no timer behind', async () => {
      const clock = createFakeClock();
      const tabs = await leased(insecure(), clock);
      clock.advance(1000);
      tabs.close();
      tabs.close();
      equal(clock.timers, 0);
    });
  });

  describe('talking', () => {
    const platform = () => ({ ...insecure() });
    const collect = (tabs: Tabs, type: string) => {
      const bodies: unknown[] = [];
      undo.push(tabs.on(type, (body) => bodies.push(body)));
      return bodies;
    };

    it('hear the others, of each type apart, in order, and not themselves', async () => {
      const [one, two, three] = [start(platform()), start(platform()), start(platform())];
      const heard = [collect(one, 'a'), collect(two, 'a'), collect(three, 'b')];
      one.post('a', { x: [1, 'two', null] });
      one.post('b', 'for b');
      one.post('a', 2);
      await until(() => heard[1]?.length === 2 && heard[2]?.length === 1);
      equal(heard, [[], [{ x: [1, 'two', null] }, 2], ['for b']]);
    });

    it('ignore what is not theirs', async () => {
      const [one, two] = [start(platform()), start(platform())];
      const bodies = collect(two, 'a');
      const raw = new BroadcastChannel(name);
      for (const foreign of [null, 7, 'text', {}, [], ['crm-chat/1'], ['crm-chat/1', 7], ['other', 'a', 1]]) {
        raw.postMessage(foreign);
      }
      raw.close();
      one.post('a', 'ours');
      await until(() => bodies.length > 0);
      equal(bodies, ['ours']);
    });

    it('hear nothing after the undo, and say nothing after they were closed', async () => {
      const [one, two] = [start(platform()), start(platform())];
      const stopped: unknown[] = [];
      two.on('a', (body) => stopped.push(body))();
      const bodies = collect(two, 'a');
      one.post('a', 1);
      await until(() => bodies.length === 1);
      equal(stopped, []);
      one.close();
      one.post('a', 2);
      const last = start(platform());
      last.post('a', 3);
      await until(() => bodies.length === 2);
      equal(bodies, [1, 3]);
    });
  });
});
