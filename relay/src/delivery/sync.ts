import { FIRST_PAGE_MESSAGES, PAGE_MESSAGES } from '@crm-chat/sdk/protocol';
import type { Clock } from '../clock.js';
import type { ChangesResult, Store } from '../store/store.js';
import { TokenBucket } from '../token-bucket.js';
import { epochOf } from './delivery.js';
import { epochReset, pageParts, readChanges, type Resume } from './page.js';
import type { Room } from './room.js';
import type { SocketSeat } from './seat.js';

/** Answers a second that one socket may ask for; an honest client has one hole at a time and waits for the answer. */
const SYNCS_PER_SECOND = 4;
const SYNC_BURST = 10;

export interface SyncPumpOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly room: Room;
  readonly seat: SocketSeat;
  /** Writes where the socket stands; calls back when the system has taken it. */
  readonly stand: (json: string, drained?: () => void) => void;
  /** The viewer may not be here any more (`not_found`), or the store cannot be read. */
  readonly failed: (why: 'not_found' | 'overloaded', cause?: unknown) => void;
}

/**
 * Answers a socket's `sync`, one at a time and page by page: the next page is read when the one before has drained, so a
 * reader that sleeps holds one page of memory, however much it asked for. Of requests that come meanwhile the last counts.
 */
export class SyncPump {
  /** The end of the last page written: the socket knows that far, though the bus may not have brought it yet. */
  upto = 0;
  private readonly ration: TokenBucket;
  private running = false;
  private next: Resume | null = null;
  /** Counts up when what runs has lost its meaning; a page read for an earlier round is dropped. */
  private round = 0;
  private stopWaiting: (() => void) | null = null;

  constructor(private readonly options: SyncPumpOptions) {
    this.ration = new TokenBucket(options.clock, SYNCS_PER_SECOND, SYNC_BURST);
  }

  request(resume: Resume): void {
    this.next = resume;
    if (!this.running) this.begin();
  }

  /** What runs is dropped: another role sees another history. Also the end of it. */
  cancel(): void {
    this.round += 1;
    this.running = false;
    this.next = null;
    this.stopWaiting?.();
    this.stopWaiting = null;
  }

  private begin(): void {
    const resume = this.next;
    if (resume === null) return;
    this.running = true;
    const waitMs = this.ration.take();
    if (waitMs > 0) {
      this.stopWaiting = this.options.clock.after(waitMs, () => {
        this.stopWaiting = null;
        this.begin();
      });
      return;
    }
    this.next = null;
    this.page(resume, resume.since, this.round);
  }

  private end(): void {
    this.running = false;
    this.begin();
  }

  /** @param from of this page; `asked.since` is that of the whole answer. */
  private page(asked: Resume, from: number | null, round: number): void {
    const { store, room, seat, stand, failed } = this.options;
    const reason = epochReset(store, seat.viewer, asked);
    if (reason !== null) {
      stand(JSON.stringify({ type: 'reset', reason, epoch: epochOf(store.epoch, seat.viewer) }));
      this.end();
      return;
    }
    const limit = from === null ? FIRST_PAGE_MESSAGES : PAGE_MESSAGES;
    // What `at` names was compared with the first page.
    const at = from === asked.since ? asked.at : null;
    readChanges(store, seat.viewer, room.id, { ...asked, since: from, at }, limit).then(
      (result) => {
        if (round !== this.round) return;
        if (result === null) failed('not_found');
        else if (result.kind === 'reset') {
          stand(JSON.stringify({ type: 'reset', reason: result.reason, epoch: epochOf(store.epoch, seat.viewer) }));
          this.end();
        } else this.write(asked, from, result, round);
      },
      (error: unknown) => {
        if (round === this.round) failed('overloaded', error);
      },
    );
  }

  private write(asked: Resume, from: number | null, result: ChangesResult, round: number): void {
    const { store, room, seat, stand } = this.options;
    this.upto = Math.max(this.upto, result.upto);
    const parts = pageParts(store, room, seat.viewer, result, from);
    // The rows are JSON already.
    const messages = result.rows.map((row) => row.json).join(',');
    const rest = JSON.stringify({ ...parts, older: result.older, since: asked.since }).slice(1);
    stand(`{"type":"sync","messages":[${messages}],${rest}`, () => {
      if (round !== this.round) return;
      if (result.has_more) this.page(asked, result.upto, round);
      else this.end();
    });
  }
}
