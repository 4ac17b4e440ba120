import type { Clock } from '../clock.js';
import { loadPart } from '../load-part.js';
import { openIndexedDbOutboxStore } from './indexed-db-outbox-store.js';
import type { OutboxStore } from './outbox-store.js';

/** Whose outbox it is. */
export interface OutboxKey {
  /** The relay's origin. */
  endpoint: string;
  tenant: string;
  /** The token's `sub`. */
  user: string;
}

/** Some browsers leave an opening unanswered after a crash, until they are restarted. */
const OPEN_TIMEOUT_MS = 5000;

/** The name of one person's database, and of what tabs share about it. */
export const outboxName = ({ endpoint, tenant, user }: OutboxKey): string =>
  ['crm-chat', 'outbox', endpoint, tenant, user].map(encodeURIComponent).join('|');

/**
 * Opens the outbox of one person. Where the browser keeps nothing (private mode, full disk, storage switched off) it is
 * one in memory, with `durable: false`, which the page has to say on screen. Never rejects.
 */
export const openOutboxStore = async (key: OutboxKey, clock: Clock): Promise<OutboxStore> => {
  let cancel: () => void = () => undefined;
  const opening = openIndexedDbOutboxStore(outboxName(key));
  const late = new Promise<null>((resolve) => {
    cancel = clock.after(OPEN_TIMEOUT_MS, () => resolve(null));
  });
  const store = await Promise.race([opening.catch(() => null), late]);
  cancel();
  if (store) return store;
  // Should it open after all, nobody is there to use it.
  opening.then((unused) => unused.close()).catch(() => undefined);
  // Most never need it. What is sent meanwhile waits, and counts as a draft.
  const parts = await loadPart(
    clock,
    async () => import('./memory-outbox-store.js'),
    () => true,
  );
  return parts.createMemoryOutboxStore();
};
