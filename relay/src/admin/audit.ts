/**
 * Who changed what, when: one entry for each write of the admin API, a tenant. It never holds a text, a title, a token or a
 * file's name: what was changed is named, and only states that are words of ours (`open`, `auto`, an order) are shown.
 */
import type { Code, TokenRole } from '@crm-chat/sdk/protocol';
import type { Clock } from '../clock.js';
import { newestFirst } from '../newest-first.js';
import type { Collection, Store } from '../store/store.js';

export const AUDIT_ACTIONS = [
  'conversation.create',
  'conversation.update',
  'conversation.delete',
  'participant.add',
  'participant.remove',
  'message.create',
  'message.update',
  'message.delete',
  'message.erase',
  'prompt.create',
  'prompt.update',
  'prompt.delete',
  'prompts.order',
  'upload.delete',
  'person.erase',
  'session.create',
] as const;

export type AuditAction = (typeof AUDIT_ACTIONS)[number];

export const TARGET_KINDS = [
  'conversation',
  'participant',
  'message',
  'prompt',
  'prompts',
  'upload',
  'person',
  'session',
] as const;

export interface AuditTarget {
  readonly kind: (typeof TARGET_KINDS)[number];
  /** Empty for `prompts`, of which a tenant has one list. */
  readonly id: string;
  /** Where it is, for what is in a conversation. */
  readonly conversation_id: string | null;
}

/** States that say something without repeating what somebody wrote. */
export type Shown = Readonly<Record<string, string | number | boolean | null>>;

/**
 * `refused`: nothing was changed, `code` says why. `failed`: the relay ended before it was changed. `unknown`: the relay
 * ended about then, and others have changed it since, so that it cannot be told any more.
 */
export const OUTCOMES = ['done', 'refused', 'failed', 'unknown'] as const;

export interface AuditEntry {
  readonly id: string;
  readonly at: string;
  readonly actor: { readonly id: string; readonly name: string; readonly role: TokenRole };
  readonly action: AuditAction;
  readonly target: AuditTarget;
  readonly outcome: (typeof OUTCOMES)[number];
  readonly code: Code | null;
  /** Names of the fields that the write was to set. */
  readonly changed: readonly string[];
  /** Null where it was not there, or where there is nothing to show. */
  readonly before: Shown | null;
  readonly after: Shown | null;
}

export interface AuditQuery {
  readonly actor?: string;
  readonly action?: AuditAction;
  /** Id of a target, or of the conversation that it is in. */
  readonly target?: string;
  readonly outcome?: AuditEntry['outcome'];
  /** Times, both included. */
  readonly from?: string;
  readonly to?: string;
  readonly cursor?: string;
  readonly limit?: number;
}

interface Kept {
  readonly entry: AuditEntry;
  /** The idempotency key that leaves with the entry. */
  readonly once: string | null;
}

const DAY_MS = 86_400_000;
/** A tenant's entries, whatever their age: some 50 MB. */
const AUDIT_ENTRIES_MAX = 100_000;
const PAGE = 500;
/** Entries looked through for one page, so that a filter that nothing passes costs no more than this. */
const SCAN_MAX = 5000;
const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 200;

export const entryKey = (ms: number, id: string): string => `${newestFirst(ms)}-${id}`;
/** Sorts after every key of that millisecond. */
const pastKey = (ms: number): string => `${newestFirst(ms)}~`;

export class AuditLog {
  readonly #known = new Set<string>();

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly days: number,
    private readonly most = AUDIT_ENTRIES_MAX,
  ) {}

  async has(tenant: string, key: string): Promise<boolean> {
    return (await this.#of(tenant).get(key)) !== null;
  }

  /** The same key again is the same entry again. */
  async put(tenant: string, key: string, entry: AuditEntry, once: string | null): Promise<void> {
    if (!this.#known.has(tenant)) {
      await this.store.collection<object>('audit-tenants').put(tenant, {}, 0);
      this.#known.add(tenant);
    }
    await this.#of(tenant).put(key, { entry, once });
  }

  /** Latest first. A page may be short of `limit`, or empty, and still have a `next`: a filter looks only so far at a time. */
  async list(tenant: string, query: AuditQuery): Promise<{ results: AuditEntry[]; next: string | null }> {
    const limit = Math.min(query.limit ?? LIMIT_DEFAULT, LIMIT_MAX);
    const end = query.from === undefined ? undefined : pastKey(Date.parse(query.from));
    const results: AuditEntry[] = [];
    // Just before the first key of that millisecond.
    let after = query.cursor ?? (query.to === undefined ? undefined : newestFirst(Date.parse(query.to)));
    for (let looked = 0; looked < SCAN_MAX; looked += PAGE) {
      const page = await this.#of(tenant).list({ limit: PAGE, ...(after !== undefined && { after }) });
      for (const { key, value } of page) {
        if (end !== undefined && key > end) return { results, next: null };
        // One that fits and finds no room begins the next page.
        if (fits(value.entry, query)) {
          if (results.length === limit) return { results, next: after ?? null };
          results.push(value.entry);
        }
        after = key;
      }
      if (page.length < PAGE) return { results, next: null };
    }
    return { results, next: after ?? null };
  }

  /** Removes what is older than `AUDIT_DAYS` or beyond the newest 100,000 of a tenant, and the idempotency keys with it. */
  async retain(signal: AbortSignal): Promise<void> {
    for (const { key: tenant } of await this.store.collection<object>('audit-tenants').list()) {
      const log = this.#of(tenant);
      let after = pastKey(this.clock.now() - this.days * DAY_MS);
      const last = await this.#keyOf(log, this.most);
      if (last !== null && last < after) after = last;
      for (;;) {
        const old = await log.list({ after, limit: PAGE });
        for (const { key, value } of old) {
          if (signal.aborted) return;
          if (value.once !== null) await this.store.collection(`admin-once:${tenant}`).remove(value.once);
          await log.remove(key);
        }
        if (old.length < PAGE) break;
      }
    }
  }

  /** The key of the nth newest entry; null where there are fewer. */
  async #keyOf(log: Collection<Kept>, nth: number): Promise<string | null> {
    let after: string | undefined;
    for (let seen = 0; ;) {
      const page = await log.list({ limit: Math.min(PAGE, nth - seen), ...(after !== undefined && { after }) });
      seen += page.length;
      after = page.at(-1)?.key;
      if (seen >= nth) return after ?? null;
      if (page.length < PAGE) return null;
    }
  }

  #of(tenant: string): Collection<Kept> {
    return this.store.collection<Kept>(`audit:${tenant}`);
  }
}

function fits({ actor, action, target, outcome }: AuditEntry, query: AuditQuery): boolean {
  return (
    (query.actor === undefined || actor.id === query.actor) &&
    (query.action === undefined || action === query.action) &&
    (query.outcome === undefined || outcome === query.outcome) &&
    (query.target === undefined || target.id === query.target || target.conversation_id === query.target)
  );
}
