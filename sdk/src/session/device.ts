/** What is kept on this device, as one chunk: nothing of it is needed before the first paint. */
import type { Uploader } from '../entry.js';
import { createOutbox, type Outbox } from '../outbox/outbox.js';
import { openOutboxStore, outboxName, type OutboxKey } from '../outbox/open-outbox-store.js';
import { part } from '../part.js';
import { createTabs, type Tabs } from '../tabs/tabs.js';
import type { Tokens } from '../transport/token.js';
import type { Environment } from '../transport/transport.js';
import { RelayCarrier, type CarrierOptions } from '../transport/carrier.js';

export { openHistoryCache } from '../store/history-cache.js';
export { Writing } from './writing.js';

export interface PersonOptions extends CarrierOptions {
  /** Whether other tabs of this browser may be of the same person. */
  hasTabs: boolean;
  tokens: Tokens;
  env: Environment;
  isReady: (conversationId: string) => boolean;
  onError: (error: unknown) => void;
}

/** One person on this device: their outbox, and the tabs they have open. */
export interface Person {
  readonly key: OutboxKey;
  readonly outbox: Outbox;
  readonly tabs: Tabs | null;
  readonly carrier: RelayCarrier;
  close(): void;
}

const uploadParts = part(async () => import('../transport/upload.js'));

/** Never rejects: where nothing can be kept, the outbox is one in memory. */
export async function openPerson(key: OutboxKey, options: PersonOptions): Promise<Person> {
  const { hasTabs, clock, limits, isReady, onError, tokens, env } = options;
  const store = await openOutboxStore(key, clock);
  const tabs = hasTabs ? createTabs({ name: outboxName(key), clock }) : null;
  const carrier = new RelayCarrier(options);
  const uploader: Uploader = async (...upload) => {
    // It comes with the first file; until it is here, that is an upload which is tried again.
    const loaded = await uploadParts().catch(() => null);
    if (loaded) return loaded.createUploader(key.endpoint, tokens, env)(...upload);
    return { kind: 'retry', code: 'network', detail: 'A part of the chat did not load.', retry_after: null };
  };
  const outbox = createOutbox({ clock, limits, isReady, onError, carrier: carrier.carry, uploader, store, tabs });
  return {
    key,
    outbox,
    tabs,
    carrier,
    close() {
      carrier.down(false);
      outbox.close();
      tabs?.close();
    },
  };
}
