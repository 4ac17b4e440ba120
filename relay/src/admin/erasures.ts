/**
 * Takes a person out of everything that a tenant's conversations keep of them: membership, assignment, what they opened,
 * their reactions, and each message that they sent or that tells of them becomes a tombstone without a sender. It walks all
 * conversations page by page, beside everything else, and goes on after a restart where it was. What they uploaded goes at
 * the end, sent or not, and off the disk.
 */
import type { Message, User } from '@crm-chat/sdk/protocol';
import type { Principal } from '../auth/principal.js';
import type { Clock } from '../clock.js';
import { contentHash } from '../service/content-hash.js';
import type { Uploads } from '../service/uploads.js';
import type { Collection, ConversationRecord, Store, Write } from '../store/store.js';
import { erasureKey } from './targets.js';

export interface Erasure {
  readonly user_id: string;
  readonly status: 'running' | 'done';
  readonly requested_by: string;
  readonly requested_at: string;
  readonly finished_at: string | null;
  /** Looked through, and changed. */
  readonly conversations: number;
  readonly messages: number;
}

interface Kept extends Erasure {
  readonly tenant: string;
  /** Of the list of conversations; null: from the top. */
  readonly cursor: string | null;
}

const CONVERSATIONS = 50;
const MESSAGES = 200;
const PAGE_BYTES = 4_000_000;
const LIST_MAX = 200;
const AGAIN_MS = 60_000;

export interface ErasuresOptions {
  readonly store: Store;
  readonly uploads: Pick<Uploads, 'removeAllOf'>;
  readonly clock: Clock;
  readonly log: { warn(fields: object, message: string): void };
}

export class Erasures {
  readonly #kept: Collection<Kept>;
  readonly #running = new Map<string, Promise<void>>();
  readonly #control = new AbortController();

  constructor(private readonly options: ErasuresOptions) {
    this.#kept = options.store.collection<Kept>('erasures');
  }

  /** Begins from the start where an earlier one has ended: the person may have written since. */
  async start({ tenant, user }: Principal, userId: string): Promise<Erasure> {
    const key = erasureKey(tenant, userId);
    const there = await this.#kept.get(key);
    if (there?.value.status === 'running') return shown(there.value);
    const requested = { requested_by: user.id, requested_at: new Date(this.options.clock.now()).toISOString() };
    const counts = { conversations: 0, messages: 0 };
    const fresh: Kept = {
      tenant,
      user_id: userId,
      status: 'running',
      ...requested,
      finished_at: null,
      ...counts,
      cursor: null,
    };
    await this.#kept.put(key, fresh);
    this.#run(key);
    return shown(fresh);
  }

  async one(tenant: string, userId: string): Promise<Erasure | null> {
    const found = await this.#kept.get(erasureKey(tenant, userId));
    return found && shown(found.value);
  }

  /** By the person's id. */
  async list(tenant: string): Promise<Erasure[]> {
    const found = await this.#kept.list({ prefix: erasureKey(tenant, ''), limit: LIST_MAX });
    return found.map(({ value }) => shown(value));
  }

  /** Goes on with what a relay that ended has left. */
  async resume(): Promise<void> {
    for (const { key, value } of await this.#kept.list()) if (value.status === 'running') this.#run(key);
  }

  /** Each ends at its next step. Idempotent. */
  async close(): Promise<void> {
    this.#control.abort();
    await Promise.all(this.#running.values());
  }

  #run(key: string): void {
    if (this.#running.has(key) || this.#isClosed()) return;
    const run = this.#pages(key)
      .catch((err: unknown) => {
        this.options.log.warn({ err }, 'an erasure goes on later');
        this.options.clock.after(AGAIN_MS, () => this.#run(key));
      })
      .finally(() => this.#running.delete(key));
    this.#running.set(key, run);
  }

  async #pages(key: string): Promise<void> {
    const { store, clock } = this.options;
    for (;;) {
      const found = await this.#kept.get(key);
      if (found?.value.status !== 'running' || this.#isClosed()) return;
      const { value } = found;
      const { items, next } = await store.list({
        tenant: value.tenant,
        access: { kind: 'staff' },
        audience: 'staff',
        viewer_id: 'system',
        ...{ subject: null, status: null, archived: null, q: null, assignee: null, unread: false },
        cursor: value.cursor,
        limit: CONVERSATIONS,
      });
      let { messages } = value;
      for (const { conversation } of items) {
        messages += await this.#forgetIn(conversation, value.user_id);
        // Cut short, the page is begun again: what is erased already takes no second rev.
        if (this.#isClosed()) return;
      }
      if (next === null) await this.options.uploads.removeAllOf(value.tenant, value.user_id, this.#control.signal);
      if (this.#isClosed()) return;
      const conversations = value.conversations + items.length;
      const end = next === null ? { status: 'done' as const, finished_at: new Date(clock.now()).toISOString() } : {};
      await this.#kept.put(key, { ...value, conversations, messages, cursor: next, ...end });
    }
  }

  /** @returns how many messages were changed. */
  async #forgetIn({ tenant, id }: ConversationRecord, userId: string): Promise<number> {
    const base = { tenant, conversation_id: id, access: { kind: 'staff' }, actor: system } as const;
    // First: from now on they are put out, and nothing new of theirs comes unless their token lets them in again.
    await this.#write({ ...base, now: this.#now(), kind: 'forget', user_id: userId });
    let changed = 0;
    for (let before: number | null = null; !this.#isClosed();) {
      const query = { tenant, conversation_id: id, access: base.access, audience: 'staff', before } as const;
      const page = await this.options.store.history({ ...query, limit: MESSAGES, bytes: PAGE_BYTES });
      const [first] = page?.rows ?? [];
      if (!page || !first) break;
      for (const row of page.rows) {
        // Their id stands in a message's JSON wherever they are in it; most have it nowhere and are not taken apart.
        if (!row.json.includes(JSON.stringify(userId))) continue;
        const acts = actsOn(JSON.parse(row.json) as Message, userId);
        for (const act of acts) await this.#write({ ...base, now: this.#now(), ...act });
        if (acts.length > 0) changed += 1;
      }
      if (!page.has_more) break;
      before = first.seq;
    }
    return changed;
  }

  #isClosed(): boolean {
    return this.#control.signal.aborted;
  }

  /** @throws what the store throws; a refusal (dropped meanwhile, streaming still) leaves nothing to do here. */
  async #write(write: Write): Promise<void> {
    await this.options.store.write(write);
  }

  #now(): string {
    return new Date(this.options.clock.now()).toISOString();
  }
}

const system: User = { id: 'system', name: 'System', role: 'system', avatar: null };

type OnMessage =
  | { kind: 'delete'; erase: true; message_id: string; client_id: null; hash: string }
  | { kind: 'react'; emoji: string; on: false; message_id: string; client_id: null; hash: string; actor: User };

/** What it takes to get somebody out of a message. */
function actsOn(message: Message, userId: string): OnMessage[] {
  const { id, rich, sender, reactions } = message;
  const isAbout = rich?.kind === 'event' && rich.user?.id === userId;
  const hash = contentHash(['erase', id]);
  if (sender.id === userId || isAbout) return [{ kind: 'delete', erase: true, message_id: id, client_id: null, hash }];
  const theirs = reactions.filter(({ users }) => users.includes(userId));
  const actor: User = { id: userId, name: userId, role: 'agent', avatar: null };
  return theirs.map(({ emoji }) => ({ kind: 'react', emoji, on: false, message_id: id, client_id: null, hash, actor }));
}

const shown = ({ tenant: _tenant, cursor: _cursor, ...rest }: Kept): Erasure => rest;
