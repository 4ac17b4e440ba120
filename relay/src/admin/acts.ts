/**
 * Carries out the writes of the admin API so that write and audit entry never come apart. An intent is on disk before the
 * write begins; the entry replaces it once it is known what came of it. A relay that dies in between leaves the intent, and
 * whoever opens the store next judges by the thing itself: it stands as was wanted (`done`), or as before (`failed`), or
 * others have changed it since (`unknown`). Nothing is done again behind an admin's back.
 */
import type { Principal } from '../auth/principal.js';
import type { Clock } from '../clock.js';
import { RelayError } from '../errors.js';
import { contentHash } from '../service/content-hash.js';
import type { Collection, Store } from '../store/store.js';
import { entryKey, type AuditAction, type AuditEntry, type AuditLog, type AuditTarget } from './audit.js';
import { look, shownOf, standsAs, wantedOf } from './targets.js';

export interface Act<T> {
  readonly action: AuditAction;
  /** @param minted an id of this act, the same for its repetitions: what it creates is called by it. */
  readonly target: AuditTarget | ((minted: string) => AuditTarget);
  /** What is to stand there afterwards, by field; null where it is to be gone. */
  readonly wanted: Readonly<Record<string, unknown>> | null;
  /** Whether the target may be missing before. */
  readonly creates?: boolean;
  readonly client_id?: string | undefined;
  run(minted: string): Promise<T>;
  /** The answer to a repetition: the thing in its present form. */
  again(minted: string): Promise<T>;
  /** The id that the store gave, where it was not the minted one. */
  idOf?(result: T): string;
}

type Unsettled = Omit<AuditEntry, 'outcome' | 'code' | 'after'>;

interface Intent {
  readonly tenant: string;
  readonly entry: Unsettled;
  /** Of the target before; 0 where it was not there. */
  readonly version: number;
  /** Hashes: an intent holds no text either. */
  readonly wanted: Readonly<Record<string, string>> | null;
  readonly once: string | null;
}

/** What is remembered of a `client_id`, as long as its entry. */
interface Once {
  readonly hash: string;
  readonly minted: string;
  readonly intent: string;
  readonly is_done: boolean;
}

type Verdict = Pick<AuditEntry, 'outcome' | 'code' | 'after'> & { readonly id?: string };

export interface ActsOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly audit: AuditLog;
  readonly newId: () => string;
  readonly log: { warn(fields: object, message: string): void };
}

/** A relay that still lives has settled its act by then. */
const LEFT_OVER_MS = 120_000;

export class Acts {
  readonly #intents: Collection<Intent>;
  /** One act at a time for each `client_id`: a repetition that overtakes waits for the first. */
  readonly #running = new Map<string, Promise<unknown>>();
  /** Acts of this relay whose outcome is known and not stored yet (a full disk). */
  readonly #owing = new Map<string, { intent: Intent; verdict: Verdict }>();

  constructor(private readonly options: ActsOptions) {
    this.#intents = options.store.collection<Intent>('admin-intents');
  }

  /** @throws RelayError `idempotency_mismatch`, `not_found`, and what the act itself comes to. */
  async carry<T>(principal: Principal, act: Act<T>): Promise<T> {
    if (act.client_id === undefined) return await this.#begin(principal, act, null);
    const once = contentHash([principal.user.id, act.client_id]);
    const lane = `${principal.tenant.length}:${principal.tenant}${once}`;
    for (let ahead = this.#running.get(lane); ahead; ahead = this.#running.get(lane))
      await ahead.catch(() => undefined);
    const running = this.#onceOnly(principal, act, once);
    this.#running.set(lane, running);
    try {
      return await running;
    } finally {
      if (this.#running.get(lane) === running) this.#running.delete(lane);
    }
  }

  /** Judges what relays that are gone have left. @param all at the start of the only relay of a store: nobody lives. */
  async settleLeftOvers({ all = false } = {}): Promise<void> {
    for (const [key, { intent, verdict }] of [...this.#owing]) await this.#settle(key, intent, verdict);
    const old = this.options.clock.now() - LEFT_OVER_MS;
    for (const { key, value } of await this.#intents.list()) {
      if (all || Date.parse(value.entry.at) < old) await this.#settle(key, value, await this.#judge(value));
    }
  }

  async #onceOnly<T>(principal: Principal, act: Act<T>, once: string): Promise<T> {
    const known = await this.#onces(principal.tenant).get(once);
    if (known === null) return await this.#begin(principal, act, once);
    const { hash, minted, intent: key, is_done: isDone } = known.value;
    if (hash !== hashOf(act)) throw new RelayError('idempotency_mismatch');
    if (isDone) return await act.again(minted);
    // Its relay died over it, or the disk was full.
    const intent = await this.#intents.get(key);
    const verdict = intent && (this.#owing.get(key)?.verdict ?? (await this.#judge(intent.value)));
    if (intent && verdict) await this.#settle(key, intent.value, verdict);
    else await this.#onces(principal.tenant).remove(once);
    if (verdict?.outcome === 'done') return await act.again(minted);
    return await this.#begin(principal, act, once);
  }

  async #begin<T>(principal: Principal, act: Act<T>, once: string | null): Promise<T> {
    const { store, clock, newId } = this.options;
    const { tenant, user } = principal;
    const minted = newId();
    const target = typeof act.target === 'function' ? act.target(minted) : act.target;
    const standing = await look(store, tenant, target);
    if (standing === null && act.creates !== true) throw new RelayError('not_found');
    const now = clock.now();
    const key = entryKey(now, newId());
    const changed = act.wanted === null ? [] : Object.keys(act.wanted);
    const intent: Intent = {
      tenant,
      entry: {
        id: key.slice(key.indexOf('-') + 1),
        at: new Date(now).toISOString(),
        actor: { id: user.id, name: user.name, role: user.role },
        action: act.action,
        target,
        changed,
        before: shownOf(target.kind, standing, act.wanted === null ? null : changed),
      },
      version: standing?.version ?? 0,
      wanted: act.wanted === null ? null : wantedOf(act.wanted),
      once,
    };
    if (once !== null) {
      const entry = { hash: hashOf(act), minted, intent: key, is_done: false };
      // Another relay was quicker: the client's next try finds what came of it.
      if ((await this.#onces(tenant).put(once, entry, 0)) === null) throw new RelayError('overloaded');
    }
    await this.#intents.put(key, intent);
    return await this.#run(key, intent, act, minted);
  }

  async #run<T>(key: string, intent: Intent, act: Act<T>, minted: string): Promise<T> {
    let result: T;
    try {
      result = await act.run(minted);
    } catch (error) {
      const isRefusal = error instanceof RelayError && error.code !== 'internal';
      await this.#note(key, intent, () =>
        isRefusal ? { outcome: 'refused', code: error.code, after: null } : this.#judge(intent),
      );
      throw error;
    }
    await this.#note(key, intent, async () => {
      const { kind } = intent.entry.target;
      const id = act.idOf?.(result);
      const target = { ...intent.entry.target, ...(id !== undefined && { id }) };
      const standing = act.wanted === null ? null : await look(this.options.store, intent.tenant, target);
      const after = shownOf(kind, standing, intent.entry.changed);
      return { outcome: 'done', code: null, after, ...(id !== undefined && { id }) };
    });
    return result;
  }

  /** The write has happened or not, whatever comes of the entry now: the intent stays until it can be replaced. */
  async #note(key: string, intent: Intent, verdictOf: () => Verdict | Promise<Verdict>): Promise<void> {
    try {
      const verdict = await verdictOf();
      this.#owing.set(key, { intent, verdict });
      await this.#settle(key, intent, verdict);
    } catch (err) {
      this.options.log.warn({ err }, 'an audit entry waits to be written');
    }
  }

  /** May be cut short anywhere and run again: the entry first, and the intent goes last. */
  async #settle(key: string, intent: Intent, { id, ...verdict }: Verdict): Promise<void> {
    const { tenant, once, entry } = intent;
    const target = { ...entry.target, ...(id !== undefined && { id }) };
    // Judged before: the thing may have changed since, the verdict does not.
    const isNoted = !this.#owing.has(key) && (await this.options.audit.has(tenant, key));
    if (!isNoted) await this.options.audit.put(tenant, key, { ...entry, target, ...verdict }, once);
    if (once !== null) {
      const known = await this.#onces(tenant).get(once);
      if (known?.value.intent === key) {
        if (verdict.outcome === 'done') await this.#onces(tenant).put(once, { ...known.value, is_done: true });
        else await this.#onces(tenant).remove(once);
      }
    }
    await this.#intents.remove(key);
    this.#owing.delete(key);
  }

  async #judge({ tenant, entry, version, wanted }: Intent): Promise<Verdict> {
    const { target, changed } = entry;
    const standing = await look(this.options.store, tenant, target);
    const after = shownOf(target.kind, standing, changed);
    const verdict = (outcome: AuditEntry['outcome']): Verdict => ({ outcome, code: null, after });
    if (wanted === null) return verdict(standing === null ? 'done' : 'failed');
    if (standing === null) return verdict(version === 0 ? 'failed' : 'unknown');
    const isUntouched = standing.version === version;
    // What wants nothing in particular stands by being there anew.
    const names = Object.keys(wanted).length;
    if (names === 0 ? !isUntouched : standsAs(wanted, standing)) return verdict('done');
    return verdict(isUntouched ? 'failed' : 'unknown');
  }

  #onces(tenant: string): Collection<Once> {
    return this.options.store.collection<Once>(`admin-once:${tenant}`);
  }
}

function hashOf<T>({ action, target, wanted }: Act<T>): string {
  return contentHash([action, typeof target === 'function' ? target('') : target, wanted]);
}
