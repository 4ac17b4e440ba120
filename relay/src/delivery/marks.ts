import type { ReadMark } from '@crm-chat/sdk/protocol';
import type { Audience, ConversationRecord, ParticipantRecord, ReadChange } from '../store/store.js';

/** Past it the next page or conversation brings them all the same. */
const EARLY_MAX = 1000;

/** The read marks of a conversation's participants: registers that only rise, told apart by who may see what. */
export class Marks {
  private marks = new Map<string, ParticipantRecord>();
  /**
   * Marks of memberships whose beginning has not been handed out yet, by person: another relay's read may overtake the
   * change that made its person a participant.
   */
  private readonly early = new Map<string, ReadChange>();
  private readonly sums = { staff: 0, user: 0 };
  /** The record whose participants the marks belong to, with marks as they stand; null when one has moved since. */
  private merged: ConversationRecord | null = null;

  constructor(private record: ConversationRecord) {
    this.adopt(record);
  }

  /** The conversation in a later form. A mark heard of before the record that has it stays. */
  adopt(record: ConversationRecord): void {
    const before = this.marks;
    this.record = record;
    this.merged = null;
    this.marks = new Map(
      record.participants.map((participant) => [
        participant.user.id,
        this.settled(later(participant, before.get(participant.user.id))),
      ]),
    );
    this.sums.staff = 0;
    this.sums.user = 0;
    for (const mark of this.marks.values()) this.count(mark, 1);
  }

  /** @returns which audiences see a mark move; null for nobody's mark. */
  move(change: ReadChange): Readonly<Record<Audience, boolean>> {
    const mark = this.marks.get(change.user.id);
    if (mark?.joined_at !== change.joined_at) {
      const isEarly = mark === undefined || change.joined_at > mark.joined_at;
      if (isEarly && this.early.size < EARLY_MAX) this.early.set(change.user.id, change);
      return { staff: false, user: false };
    }
    const moved = {
      staff: change.seq > mark.last_read_seq,
      // Reading nothing but notes must not show: users see the mark stand still.
      user: change.visible_seq > mark.last_read_visible_seq,
    };
    if (!moved.staff && !moved.user) return moved;
    this.count(mark, -1);
    const next = {
      ...mark,
      last_read_seq: Math.max(mark.last_read_seq, change.seq),
      last_read_visible_seq: Math.max(mark.last_read_visible_seq, change.visible_seq),
      last_read_at: change.at,
      last_read_visible_at: moved.user ? change.at : mark.last_read_visible_at,
    };
    this.marks.set(change.user.id, next);
    this.count(next, 1);
    this.merged = null;
    return moved;
  }

  /** The sum of all marks as an audience sees them: what `ping.reads` says. */
  sum(audience: Audience): number {
    return this.sums[audience];
  }

  /** The conversation with the marks as they stand. */
  current(): ConversationRecord {
    this.merged ??= { ...this.record, participants: [...this.marks.values()] };
    return this.merged;
  }

  /** A record that was read elsewhere, with marks that have moved since. */
  overlay(record: ConversationRecord): ConversationRecord {
    const participants = record.participants.map((participant) =>
      later(participant, this.marks.get(participant.user.id)),
    );
    return { ...record, participants };
  }

  /** With a mark that came before the membership it belongs to. */
  private settled(participant: ParticipantRecord): ParticipantRecord {
    const early = this.early.get(participant.user.id);
    if (early?.joined_at !== participant.joined_at) return participant;
    this.early.delete(participant.user.id);
    return later(participant, {
      ...participant,
      last_read_seq: early.seq,
      last_read_visible_seq: early.visible_seq,
      last_read_at: early.at,
      last_read_visible_at: early.at,
    });
  }

  private count(mark: ParticipantRecord, sign: 1 | -1): void {
    this.sums.staff += sign * mark.last_read_seq;
    this.sums.user += sign * mark.last_read_visible_seq;
  }
}

function later(participant: ParticipantRecord, known: ParticipantRecord | undefined): ParticipantRecord {
  // Somebody removed and added again begins anew.
  if (known?.joined_at !== participant.joined_at || known.last_read_seq <= participant.last_read_seq)
    return participant;
  return {
    ...participant,
    last_read_seq: known.last_read_seq,
    last_read_visible_seq: Math.max(known.last_read_visible_seq, participant.last_read_visible_seq),
    last_read_at: known.last_read_at,
    last_read_visible_at: known.last_read_visible_at,
  };
}

/** A conversation's read marks as an audience sees them; by person's id, so that every relay lists them alike. */
export function readMarks(record: ConversationRecord, audience: Audience): ReadMark[] {
  const marks = record.participants.map((mark) => ({
    user_id: mark.user.id,
    seq: audience === 'staff' ? mark.last_read_seq : mark.last_read_visible_seq,
    at: audience === 'staff' ? mark.last_read_at : mark.last_read_visible_at,
  }));
  return marks.sort((a, b) => (a.user_id < b.user_id ? -1 : 1));
}
