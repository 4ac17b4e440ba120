import type { OutboxEntry } from '../entry.js';
import { Entries } from './entries.js';
import type { OutboxChange, OutboxStore } from './outbox-store.js';

/** What an outbox asks of the tabs; `createTabs` has it. */
export interface OutboxTabs {
  /** At most one tab leads (a Web Lock). Otherwise every tab sends. */
  readonly isExclusive: boolean;
  isLeader(): boolean;
  onLeaderChange(listener: (isLeader: boolean) => void): () => void;
  post(type: string, body: unknown): void;
  on(type: string, listener: (body: unknown) => void): () => void;
}

/** The ids in another tab's message; null for anything else, which then means: everything. */
export const idsIn = (body: unknown): string[] | null =>
  Array.isArray(body) && body.every((id) => typeof id === 'string') ? body : null;

/** The store, this tab's picture of it, and the word to the other tabs that it changed. */
export class SharedEntries {
  readonly entries = new Entries();

  constructor(
    readonly store: OutboxStore,
    /** Null where nothing is shared: memory is a tab's own. */
    readonly tabs: OutboxTabs | null,
  ) {}

  /** Resolves with what was written. */
  async change(scope: 'unsettled' | 'all', edit: (entries: OutboxEntry[]) => OutboxChange): Promise<OutboxEntry[]> {
    const changed = await this.store.change(scope, edit);
    const ids = [...changed.put.map(({ client_id }) => client_id), ...changed.removed];
    if (ids.length > 0) {
      this.entries.apply(changed);
      this.tabs?.post('outbox', ids);
    }
    return changed.put;
  }

  /** Reads again what another tab changed. The store is asked, since messages of two tabs may arrive in any order. */
  async refresh(ids: readonly string[] | null): Promise<void> {
    this.entries.replace(ids, await (ids ? this.store.get(ids) : this.store.all()));
  }

  async clear(): Promise<void> {
    await this.store.clear();
    this.entries.replace(null, []);
    this.tabs?.post('outbox', null);
  }

  close(): void {
    this.entries.close();
    this.store.close();
  }
}
