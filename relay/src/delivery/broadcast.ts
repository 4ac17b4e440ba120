import type { ConversationState, User } from '@crm-chat/sdk/protocol';
import type { Audience, Change, ConversationRecord, ReadChange } from '../store/store.js';
import { changeFrames, legacyFrames, visibleRow } from './change-frames.js';
import type { Lanes } from './lanes.js';
import type { Seats } from './seats.js';

const AUDIENCES: readonly Audience[] = ['staff', 'user'];

/** What those who are in a room are told: frames for the sockets, built once an audience, and a wake for the polls. */
export class Broadcast {
  /** @param state the conversation as an audience sees it at this head. Asked only where a frame has it. */
  constructor(
    private readonly lanes: Lanes,
    private readonly seats: Seats,
    private readonly state: (audience: Audience, head: number) => ConversationState,
  ) {}

  /** @param unseen whether the row ends a reply that `?token=` sockets have not been told of. */
  change(change: Change, unseen: boolean): void {
    for (const audience of AUDIENCES) {
      if (this.lanes.has(audience)) {
        const state = this.stateJson(audience);
        const frames = changeFrames(change, audience, state);
        const legacy = this.lanes.hasLegacy(audience) ? legacyFrames(change, audience, state, unseen) : null;
        this.lanes.emit(audience, frames, legacy);
      }
      this.seats.wake(audience, visibleRow(change, audience) !== null || change.conversation !== null);
    }
  }

  /** @param moved who sees a mark move. */
  read(change: ReadChange, moved: Readonly<Record<Audience, boolean>>): void {
    for (const audience of AUDIENCES) {
      if (!moved[audience]) continue;
      const seq = audience === 'staff' ? change.seq : change.visible_seq;
      this.lanes.emit(audience, [JSON.stringify({ type: 'read', user: change.user, seq, at: change.at })]);
      this.seats.wake(audience, false);
    }
  }

  delta(id: string, { offset, text }: { readonly offset: number; readonly text: string }): void {
    const frames = [JSON.stringify({ type: 'message:delta', id, offset, text })];
    for (const audience of AUDIENCES) {
      if (this.lanes.has(audience)) this.lanes.emit(audience, frames, []);
      this.seats.wake(audience, false);
    }
  }

  typing(audience: Audience, user: User, isTyping: boolean, note: boolean): void {
    const mark = note ? { note: true } : {};
    this.lanes.emitToOthers(audience, user.id, JSON.stringify({ type: 'typing', user, is_typing: isTyping, ...mark }));
    this.seats.wake(audience, false, user.id);
  }

  presence(type: 'user_joined' | 'user_left', user: User): void {
    for (const audience of AUDIENCES) {
      this.lanes.emitToOthers(audience, user.id, JSON.stringify({ type, user }));
      this.seats.wake(audience, false, user.id);
    }
  }

  /** Encoded at most once a change and audience. */
  private stateJson(audience: Audience): (record: ConversationRecord) => string {
    let json: string | null = null;
    return ({ head }) => (json ??= JSON.stringify(this.state(audience, head)));
  }
}
