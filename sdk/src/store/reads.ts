import type { Participant, ReadMark } from '../protocol/index.js';

/**
 * Read marks of one conversation. A register that only rises, with one snag: a page is a snapshot, and who left is not in
 * it. Each mark remembers when a live frame last raised it, so that a page asked for after that is believed whole (or the
 * sum in `ping` would differ for ever, and every ping start a sync), and one asked for before cannot lower it.
 */
export class Reads {
  readonly #marks = new Map<string, { seq: number; tick: number }>();
  #tick = 0;

  /** Now, in live frames: what a request notes when it is sent. */
  get tick(): number {
    return this.#tick;
  }

  /** What `ping.reads` is compared with. */
  get sum(): number {
    let sum = 0;
    for (const { seq } of this.#marks.values()) sum += seq;
    return sum;
  }

  get(userId: string): number {
    return this.#marks.get(userId)?.seq ?? 0;
  }

  live(userId: string, seq: number): void {
    this.#tick += 1;
    this.#marks.set(userId, { seq: Math.max(seq, this.get(userId)), tick: this.#tick });
  }

  /** The members as of a newer form of the conversation: marks of those who left go. */
  members(participants: readonly Participant[]): void {
    const ids = new Set(participants.map(({ user }) => user.id));
    for (const id of this.#marks.keys()) if (!ids.has(id)) this.#marks.delete(id);
    for (const { user, last_read_seq } of participants) this.#set(user.id, last_read_seq, this.#tick);
  }

  /**
   * @param askedAt `tick` when the page was asked for; null where another tab asked for it.
   * @param isCurrent whether the page is as new as what the client has seen: only then does it know who the members are.
   */
  page(marks: readonly ReadMark[], askedAt: number | null, isCurrent: boolean): void {
    const isNewer = (id: string): boolean => (this.#marks.get(id)?.tick ?? 0) > (askedAt ?? Infinity);
    if (isCurrent) {
      const ids = new Set(marks.map(({ user_id }) => user_id));
      for (const id of this.#marks.keys()) if (!ids.has(id) && !isNewer(id)) this.#marks.delete(id);
    }
    for (const { user_id, seq } of marks) {
      if (!isCurrent && !this.#marks.has(user_id)) continue;
      const replaces = isCurrent && askedAt !== null && !isNewer(user_id);
      if (replaces) this.#marks.set(user_id, { seq, tick: this.#marks.get(user_id)?.tick ?? 0 });
      else this.#set(user_id, seq, 0);
    }
  }

  entries(): [string, number][] {
    return [...this.#marks].map(([id, { seq }]) => [id, seq]);
  }

  #set(id: string, seq: number, tick: number): void {
    const held = this.#marks.get(id);
    if (!held || seq > held.seq) this.#marks.set(id, { seq, tick: Math.max(tick, held?.tick ?? 0) });
  }
}
