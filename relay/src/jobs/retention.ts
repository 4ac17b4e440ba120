import type { User } from '@crm-chat/sdk/protocol';
import type { Clock } from '../clock.js';
import type { Store } from '../store/store.js';
import type { Job } from './jobs.js';

export interface RetentionOptions {
  readonly store: Store;
  readonly clock: Clock;
  /** Messages older than this go. */
  readonly days: number;
  /** Tells everybody in a conversation that rows at or below `floor` are gone. */
  readonly announce: (floor: { tenant: string; conversation_id: string; floor: number }) => void;
  /** Files that lost their message. */
  readonly onOrphans?: (tenant: string, attachmentIds: readonly string[]) => void;
  /** Rows a write. 500 where it is absent: some ten milliseconds in which no other write of the store commits. */
  readonly slice?: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Conversations looked up at a time. */
const CONVERSATIONS = 100;

const system: User = { id: 'system', name: 'System', role: 'system', avatar: null };

interface Place {
  readonly tenant: string;
  readonly conversation_id: string;
}

/** `RETENTION_DAYS`: every hour, what has become too old is removed slice by slice, so that chatting goes on in between. */
export const createRetention = (options: RetentionOptions): Job => {
  const { store, clock, days, announce, onOrphans, slice = 500 } = options;

  /** @returns whether anything was removed */
  const retainOne = async (place: Place, before: string, signal: AbortSignal): Promise<boolean> => {
    const { tenant, conversation_id } = place;
    let floor: number | undefined;
    for (let removed = slice; removed === slice && !signal.aborted;) {
      const now = new Date(clock.now()).toISOString();
      const base = { tenant, conversation_id, access: { kind: 'staff' }, actor: system, now } as const;
      const outcome = await store.write({ ...base, kind: 'retain', before, limit: slice });
      // Refused: the conversation was deleted meanwhile.
      if (!outcome.ok) break;
      ({ removed } = outcome);
      if (removed > 0) ({ floor } = outcome);
      if (outcome.orphaned.length > 0) onOrphans?.(tenant, outcome.orphaned);
    }
    if (floor !== undefined) announce({ tenant, conversation_id, floor });
    return floor !== undefined;
  };

  return {
    name: 'retention',
    everyMs: HOUR_MS,
    async run(signal) {
      const before = new Date(clock.now() - days * DAY_MS).toISOString();
      for (let progress = true; progress && !signal.aborted;) {
        // A conversation whose old rows must stay for now (one streams) is found again and again: without progress, next hour.
        progress = false;
        for (const place of await store.expired(before, CONVERSATIONS)) {
          progress = (await retainOne(place, before, signal)) || progress;
        }
      }
    },
  };
};
