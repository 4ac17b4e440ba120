/** What is kept on this device, as one chunk: nothing of it is needed before the first paint. */
import type { Clock } from '../clock.js';
import type { Carrier } from '../entry.js';
import { createOutbox, type Outbox } from '../outbox/outbox.js';
import { openOutboxStore, outboxName, type OutboxKey } from '../outbox/open-outbox-store.js';
import type { Limits } from '../protocol/index.js';
import { createTabs, type Tabs } from '../tabs/tabs.js';

export { openHistoryCache } from '../store/history-cache.js';

export interface PersonOptions {
  clock: Clock;
  /** Whether other tabs of this browser may be of the same person. */
  hasTabs: boolean;
  carrier: Carrier;
  limits: () => Readonly<Limits>;
  isReady: (conversationId: string) => boolean;
  onError: (error: unknown) => void;
}

/** One person on this device: their outbox, and the tabs they have open. */
export interface Person {
  readonly key: OutboxKey;
  readonly outbox: Outbox;
  readonly tabs: Tabs | null;
  close(): void;
}

/** Never rejects: where nothing can be kept, the outbox is one in memory. */
export async function openPerson(key: OutboxKey, options: PersonOptions): Promise<Person> {
  const { hasTabs, ...rest } = options;
  const store = await openOutboxStore(key, options.clock);
  const tabs = hasTabs ? createTabs({ name: outboxName(key), clock: options.clock }) : null;
  const outbox = createOutbox({ ...rest, store, tabs });
  return {
    key,
    outbox,
    tabs,
    close() {
      outbox.close();
      tabs?.close();
    },
  };
}
