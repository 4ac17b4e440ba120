/**
 * What the tabs of one person on one origin share: a channel, and one of them that leads. The leader empties the outbox
 * (where a Web Lock makes it the only one) and polls for all, since a browser opens six connections to a host.
 */
import { systemClock } from '../clock.js';
import type { Clock } from '../clock.js';
import { loadPart } from '../load-part.js';
import { createChannel } from './channel.js';
import type { Channel, TabsPlatform } from './channel.js';
import { leadByLock } from './lock.js';
import type { Leadership } from './lock.js';

export type { TabsPlatform } from './channel.js';

export interface Tabs extends Channel {
  /** True: led by Web Lock, at most one tab at a time. False: by a lease, where two may lead for a moment. */
  readonly isExclusive: boolean;
  isLeader(): boolean;
  /** Called at each change, and when leading became exclusive or ceased to be. Returns the undo. */
  onLeaderChange(listener: (isLeader: boolean) => void): () => void;
  /** Gives leadership and channel up at once. Idempotent. */
  close(): void;
}

export interface TabsOptions {
  /** Tabs of one name belong together. */
  name: string;
  clock?: Clock;
  /** Instead of the browser's own. */
  platform?: TabsPlatform;
}

/** Looked up when it is needed, never on import: servers import this, too. */
const browser = (): TabsPlatform => {
  let localStorage: Storage | undefined;
  try {
    ({ localStorage } = globalThis);
  } catch {
    // Switched off: even looking at it throws.
  }
  return { locks: navigator.locks, BroadcastChannel: globalThis.BroadcastChannel, localStorage, events: globalThis };
};

export const createTabs = ({ name, clock = systemClock, platform = browser() }: TabsOptions): Tabs => {
  const channel = createChannel(name, platform);
  const listeners = new Set<(isLeader: boolean) => void>();
  let isLeader = false;
  let isClosed = false;

  const tell = (leads: boolean) => {
    isLeader = leads;
    if (!isClosed) for (const listener of [...listeners]) listener(leads);
  };

  const byLease = (): Leadership => {
    const { localStorage } = platform;
    let lease: Leadership | null = null;
    if (localStorage) {
      // Most browsers have locks. Until it is here nobody leads, which is what a tab that waits for its lease does, too.
      const load = async () => import('./lease.js');
      void loadPart(clock, load, () => !isClosed).then(({ LeaseLeadership }) => {
        if (!isClosed) lease = new LeaseLeadership(localStorage, platform, `${name}|leader`, clock, tell);
      });
    } else {
      // Nothing to agree on: each tab is on its own.
      tell(true);
    }
    return { isExclusive: false, close: () => lease?.close() };
  };

  let leadership: Leadership = platform.locks
    ? leadByLock(platform.locks, name, tell, () => {
        isLeader = false;
        leadership = byLease();
        tell(isLeader);
      })
    : byLease();

  return {
    ...channel,
    get isExclusive() {
      return leadership.isExclusive;
    },
    isLeader: () => isLeader,
    onLeaderChange(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      isLeader = false;
      leadership.close();
      channel.close();
      listeners.clear();
    },
  };
};
