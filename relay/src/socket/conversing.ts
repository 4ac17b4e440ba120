import type { HelloFrame, SendItemFrame } from '@crm-chat/sdk/protocol';
import type { Principal } from '../auth/principal.js';
import type { Viewer } from '../delivery/delivery.js';
import type { Room, SocketSeat, SyncPump } from '../delivery/hub.js';
import { RelayError } from '../errors.js';
import type { SendDraft, SendResult } from '../service/service.js';
import { ackJson, nackCode, nackJson, type NackOptions } from './answers.js';
import { ReadRegister } from './read-register.js';
import type { Entering, SessionGround } from './session.js';
import { Speaking, type DoorFrame } from './speaking.js';

/** `/ws/chat/{conversation_id}/`: lets somebody into a conversation. */
export function chatDoor(ground: SessionGround, conversationId: string): Entering {
  return async (principal, hello, line, isClosed) => {
    const { id } = await ground.service.enter(principal, conversationId);
    if (isClosed()) return null;
    const conversing = new Conversing(ground, principal, hello, line);
    await ground.hub.join(id, conversing, (entered) => conversing.begin(entered));
    return conversing;
  };
}

/** A socket in a conversation: answers what its client says. */
export class Conversing extends Speaking implements SocketSeat {
  private room: Room | null = null;
  private pump: SyncPump | null = null;
  /** Changes asked for and not answered. */
  private uncommitted = 0;
  private reads: ReadRegister | null = null;

  /** Called in the turn in which the seat is taken. */
  begin(room: Room): void {
    this.room = room;
    const { clock, service } = this.ground;
    this.reads = new ReadRegister(
      clock,
      (seq) => service.read(this.principal, room.id, seq),
      (error) => void this.known(error),
    );
    this.welcome();
    if (this.hello === null) return;
    this.pump = this.ground.hub.syncPump(room, this, (why, cause) => {
      if (cause !== undefined) this.ground.log.error({ err: cause }, 'a page could not be read');
      this.evict(why);
    });
    this.pump.request(resumeOf(this.hello));
  }

  protected override take(frame: DoorFrame): void {
    const { room } = this;
    if (room === null) return;
    switch (frame.type) {
      case 'message:new':
        return this.send([frame], { clientId: frame.client_id }, room);
      case 'message:batch':
        return this.send(frame.messages, { batch: true }, room);
      case 'message:edit':
      case 'message:delete':
      case 'message:react':
        return this.change(frame);
      case 'typing':
        return this.typing(frame.is_typing, frame.note === true, room);
      case 'read':
        return this.reads?.to(frame.seq);
      case 'sync':
        return this.pump?.request(resumeOf(frame));
      case 'stop':
        return this.ask({}, 1, () => this.ground.service.stop(this.principal, frame.id).then(() => ({ settled: [] })));
    }
  }

  protected override standing(first: boolean): object {
    const { room } = this;
    if (room === null) return {};
    const { head, floor, epoch, presence } = this.ground.hub.standing(room, this.viewer);
    const conversation = first ? { conversation: room.state(this.viewer.audience) } : {};
    return { ...conversation, head, floor, epoch, presence };
  }

  protected override stand(json: string): void {
    if (this.room !== null) this.ground.hub.stand(this.room, this, json);
  }

  protected override pinged(): object {
    if (this.room === null) return {};
    const { head, floor, reads } = this.ground.hub.standing(this.room, this.viewer);
    return { head: Math.max(head, this.pump?.upto ?? 0), floor, reads };
  }

  protected override async allowed(principal: Principal): Promise<void> {
    if (this.room !== null) await this.ground.service.enter(principal, this.room.id);
  }

  protected override reseat(viewer: Viewer): void {
    this.room?.seats.reseat(this, viewer);
  }

  protected override renewed(before: Principal): void {
    if (this.room === null || before.user.role === this.viewer.user.role) return;
    this.pump?.cancel();
    const { epoch } = this.ground.hub.standing(this.room, this.viewer);
    this.stand(JSON.stringify({ type: 'reset', reason: 'role', epoch }));
  }

  protected override leave(): void {
    this.reads?.close();
    this.pump?.cancel();
    this.room?.seats.leave(this);
  }

  private send(members: readonly SendItemFrame[], named: NackOptions, room: Room): void {
    if (members.length === 0) return this.wire.send(nackCode('invalid', named, 'The batch is empty.'));
    const request = { conversation_id: room.id, items: members.map(contentOf) };
    this.ask(named, members.length, () => this.ground.service.send(this.principal, request));
  }

  private change(frame: Extract<DoorFrame, { type: 'message:edit' | 'message:delete' | 'message:react' }>): void {
    const { service } = this.ground;
    const { client_id, id } = frame;
    this.ask({ clientId: client_id }, 1, async () => {
      let settled;
      if (frame.type === 'message:edit')
        settled = await service.edit(this.principal, { client_id, id, text: frame.text });
      else if (frame.type === 'message:delete') settled = await service.remove(this.principal, { client_id, id });
      else settled = await service.react(this.principal, { client_id, id, emoji: frame.emoji, on: frame.on });
      return { settled: [settled] };
    });
  }

  /** Asks the service for a change, within the bound of those not answered yet; the ack leaves with the commit's frames. */
  private ask(named: NackOptions, weight: number, act: () => Promise<Pick<SendResult, 'settled'>>): void {
    if (this.uncommitted + weight > this.ground.limits.uncommitted_per_socket) {
      const error = new RelayError('overloaded', 'Too many changes wait for their answer.', { retryAfter: 1 });
      return this.wire.send(nackJson(error, named));
    }
    this.uncommitted += weight;
    act().then(
      ({ settled }) => {
        this.uncommitted -= weight;
        for (const each of settled) this.wire.send(ackJson(each));
      },
      (error: unknown) => {
        this.uncommitted -= weight;
        this.wire.send(nackJson(this.known(error), named));
      },
    );
  }

  private typing(isTyping: boolean, note: boolean, room: Room): void {
    const { tenant, user, audience } = this.viewer;
    // A `user` has no notes to type.
    if (note && audience === 'user') return;
    this.ground.hub.typing(tenant, room.id, user, isTyping, note);
  }
}

function resumeOf({ since, at, epoch }: Pick<HelloFrame, 'since' | 'at' | 'epoch'>) {
  return { since: since ?? null, at: at ?? null, epoch: epoch ?? null };
}

/** `type` is the frame's own name, so a message's type travels as `message_type`. */
function contentOf(frame: SendItemFrame): SendDraft & { client_id: string } {
  const { client_id, message_type: type, text, rich, attachment_ids, reply_to, mentions } = frame;
  return { client_id, type, text, rich, attachment_ids, reply_to, mentions };
}
