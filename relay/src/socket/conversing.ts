import {
  CLOSE,
  PING_INTERVAL_MS,
  type ClientFrame,
  type CloseCode,
  type HelloFrame,
  type SendContent,
  type SendItemFrame,
} from '@crm-chat/sdk/protocol';
import type { Principal } from '../auth/principal.js';
import type { Viewer } from '../delivery/delivery.js';
import type { Room, SocketSeat, SyncPump, Wire } from '../delivery/hub.js';
import type { Outlet } from '../delivery/wire.js';
import { RelayError } from '../errors.js';
import { viewerOf } from '../service/access.js';
import type { SendResult } from '../service/service.js';
import { TokenBucket } from '../token-bucket.js';
import { ackJson, nackCode, nackJson, type NackOptions } from './answers.js';
import type { ParsedFrame } from './frames.js';
import { ReadRegister } from './read-register.js';
import type { SessionGround } from './session.js';

/** The connection under a conversing socket. */
export interface Line {
  readonly outlet: Outlet;
  close(code: CloseCode): void;
  cut(): void;
  /** A WebSocket ping, for clients that know no other. */
  ping(): void;
  pause(): void;
  resume(): void;
}

/** Two missed close: docs/protocol.md, section 5. */
const MISSED_MAX = 2;
/** Frames a second of any kind from one socket, where the send limits do not call for more; beyond it reading pauses. */
const FRAMES_PER_SECOND = 200;
const FRAME_BURST = 1000;

/** A socket that is in: answers what its client says. */
export class Conversing implements SocketSeat {
  viewer: Viewer;
  readonly wire: Wire;
  readonly legacy: boolean;
  private room: Room | null = null;
  private pump: SyncPump | null = null;
  private ended = false;
  /** Changes asked for and not answered. */
  private uncommitted = 0;
  private missed = 0;
  private reads: ReadRegister | null = null;
  private authenticating = false;
  private readonly frames: TokenBucket;
  private stopPing: () => void = () => undefined;
  private stopExpiry: () => void = () => undefined;
  private stopPause: () => void = () => undefined;

  constructor(
    private readonly ground: SessionGround,
    private principal: Principal,
    private readonly hello: HelloFrame | null,
    private readonly line: Line,
  ) {
    const { hub, limits, clock } = ground;
    this.viewer = viewerOf(principal);
    this.legacy = hello === null;
    this.wire = hub.wire(line.outlet, () => line.close(CLOSE.too_slow));
    const perSecond = Math.max(FRAMES_PER_SECOND, 2 * limits.sends_per_second);
    this.frames = new TokenBucket(clock, perSecond, Math.max(FRAME_BURST, 4 * limits.send_burst));
  }

  /** Called in the turn in which the seat is taken: nothing live comes before `welcome`. */
  begin(room: Room): void {
    this.room = room;
    const { clock, service } = this.ground;
    this.reads = new ReadRegister(
      clock,
      (seq) => service.read(this.principal, room.id, seq),
      (error) => void this.known(error),
    );
    this.stand(this.welcomeJson(room, true));
    this.watchExpiry();
    this.schedulePing();
    if (this.hello === null) return;
    this.pump = this.ground.hub.syncPump(room, this, (why, cause) => {
      if (cause !== undefined) this.ground.log.error({ err: cause }, 'a page could not be read');
      this.evict(why);
    });
    this.pump.request(resumeOf(this.hello));
  }

  heard(parsed: ParsedFrame): void {
    if (this.ended || this.room === null) return;
    this.rationReading();
    switch (parsed.kind) {
      case 'frame':
        return this.handle(parsed.frame, this.room);
      case 'invalid':
        return this.wire.send(
          nackCode('invalid', { clientId: parsed.clientId }, `The field ${parsed.field} is not as it must be.`),
        );
      case 'invalid-batch': {
        const members = parsed.clientIds.map((client_id) => ({ client_id, code: 'invalid' as const }));
        return this.wire.send(nackJson(new RelayError('invalid', undefined, { members }), { batch: true }));
      }
      case 'unknown':
        if (parsed.clientId !== null) this.wire.send(nackCode('unsupported', { clientId: parsed.clientId }));
        return;
    }
  }

  heardPong(): void {
    this.missed = 0;
  }

  goAway(reconnectAfter: readonly [number, number]): void {
    if (!this.legacy) this.wire.send(JSON.stringify({ type: 'goaway', reconnect_after: reconnectAfter }));
  }

  evict(why: 'not_found' | 'overloaded'): void {
    this.line.close(CLOSE[why]);
  }

  /** Gives up the seat; what waits is written first. May be called twice. */
  end(): void {
    if (this.ended) return;
    this.ended = true;
    this.stopPing();
    this.stopExpiry();
    this.stopPause();
    this.reads?.close();
    this.pump?.cancel();
    this.room?.leave(this);
    this.wire.flush();
    this.wire.shut();
  }

  private handle(frame: ClientFrame, room: Room): void {
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
        return this.ask({}, 1, () => this.ground.service.stop(this.principal, frame.id).then(() => []));
      case 'auth':
        return this.authenticate(frame.token, room);
      case 'ping':
        return this.wire.send('{"type":"pong"}');
      case 'pong':
        return this.heardPong();
      case 'hello':
        // Once is enough; who it is now is said by `auth`.
        return this.line.close(CLOSE.bad_frame);
    }
  }

  private send(members: readonly SendItemFrame[], named: NackOptions, room: Room): void {
    if (members.length === 0) return this.wire.send(nackCode('invalid', named, 'The batch is empty.'));
    this.ask(named, members.length, async () => {
      const result = await this.ground.service.send(this.principal, {
        conversation_id: room.id,
        items: members.map(contentOf),
      });
      return members.map((member, index) => ({ clientId: member.client_id, settled: result.settled[index] }));
    });
  }

  private change(frame: Extract<ClientFrame, { type: 'message:edit' | 'message:delete' | 'message:react' }>): void {
    const { service } = this.ground;
    const { client_id, id } = frame;
    this.ask({ clientId: client_id }, 1, async () => {
      let settled;
      if (frame.type === 'message:edit')
        settled = await service.edit(this.principal, { client_id, id, text: frame.text });
      else if (frame.type === 'message:delete') settled = await service.remove(this.principal, { client_id, id });
      else settled = await service.react(this.principal, { client_id, id, emoji: frame.emoji, on: frame.on });
      return [{ clientId: client_id, settled }];
    });
  }

  /** Asks the service for a change, within the bound of those not answered yet; the ack leaves with the commit's frames. */
  private ask(
    named: NackOptions,
    weight: number,
    act: () => Promise<readonly { clientId: string; settled: SendResult['settled'][number] | undefined }[]>,
  ): void {
    if (this.uncommitted + weight > this.ground.limits.uncommitted_per_socket) {
      const error = new RelayError('overloaded', 'Too many changes wait for their answer.', { retryAfter: 1 });
      return this.wire.send(nackJson(error, named));
    }
    this.uncommitted += weight;
    act().then(
      (acks) => {
        this.uncommitted -= weight;
        for (const { clientId, settled } of acks) if (settled) this.wire.send(ackJson(clientId, settled));
      },
      (error: unknown) => {
        this.uncommitted -= weight;
        this.wire.send(nackJson(this.known(error), named));
      },
    );
  }

  private known(error: unknown): RelayError {
    if (error instanceof RelayError) return error;
    this.ground.log.error({ err: error }, 'a frame could not be answered');
    return new RelayError('internal');
  }

  private typing(isTyping: boolean, note: boolean, room: Room): void {
    const { tenant, user, audience } = this.viewer;
    // A `user` has no notes to type.
    if (note && audience === 'user') return;
    this.ground.hub.typing(tenant, room.id, user, isTyping, note);
  }

  private authenticate(token: string, room: Room): void {
    if (this.authenticating) return this.wire.send(nackCode('rate_limited', {}));
    this.authenticating = true;
    this.renew(token, room)
      .catch((error: unknown) => {
        if (error instanceof RelayError && error.code === 'not_found') this.evict('not_found');
        // The old token runs on.
        else this.wire.send(nackJson(this.known(error), {}));
      })
      .finally(() => {
        this.authenticating = false;
      });
  }

  private async renew(token: string, room: Room): Promise<void> {
    const { authenticate, service } = this.ground;
    const principal = await authenticate(token);
    if (this.ended) return;
    const { tenant, user } = this.principal;
    if (principal.tenant !== tenant || principal.user.id !== user.id) return this.line.close(CLOSE.bad_token);
    // A token that names fewer subjects, or another role, may not let them in any more.
    await service.enter(principal, room.id);
    if (this.hasEnded()) return;
    const roleChanged = principal.user.role !== this.principal.user.role;
    this.principal = principal;
    room.reseat(this, viewerOf(principal));
    this.watchExpiry();
    this.stand(this.welcomeJson(room, false));
    if (!roleChanged) return;
    this.pump?.cancel();
    const { epoch } = this.ground.hub.standing(room, this.viewer);
    this.stand(JSON.stringify({ type: 'reset', reason: 'role', epoch }));
  }

  private hasEnded(): boolean {
    return this.ended;
  }

  private welcomeJson(room: Room, withConversation: boolean): string {
    const { clock, limits, hub } = this.ground;
    const { head, floor, epoch, presence } = hub.standing(room, this.viewer);
    const now = clock.now();
    return JSON.stringify({
      type: 'welcome',
      ...(withConversation && { conversation: room.state(this.viewer.audience) }),
      you: { user: this.viewer.user, tenant: this.viewer.tenant },
      head,
      floor,
      epoch,
      now: new Date(now).toISOString(),
      token_expires_in: Math.max(0, Math.floor((this.viewer.expiresAt - now) / 1000)),
      limits,
      presence,
    });
  }

  private stand(json: string): void {
    if (this.room !== null) this.ground.hub.stand(this.room, this, json);
  }

  private watchExpiry(): void {
    const { clock } = this.ground;
    this.stopExpiry();
    const left = Math.max(0, this.viewer.expiresAt - clock.now());
    this.stopExpiry = clock.after(left, () => this.line.close(CLOSE.token_expired));
  }

  private schedulePing(): void {
    this.stopPing = this.ground.clock.after(PING_INTERVAL_MS, () => {
      if (this.missed >= MISSED_MAX) return this.line.cut();
      this.missed += 1;
      if (this.legacy) this.line.ping();
      else this.ping();
      this.schedulePing();
    });
  }

  private ping(): void {
    const { hub, clock } = this.ground;
    if (this.room === null) return;
    const { head, floor, reads } = hub.standing(this.room, this.viewer);
    const now = new Date(clock.now()).toISOString();
    const written = Math.max(head, this.pump?.upto ?? 0);
    this.stand(JSON.stringify({ type: 'ping', head: written, floor, reads, now }));
  }

  /** Whoever sends more than anybody types is not cut off, only heard more slowly: TCP makes them wait. */
  private rationReading(): void {
    const waitMs = this.frames.take();
    if (waitMs === 0) return;
    this.line.pause();
    this.stopPause();
    this.stopPause = this.ground.clock.after(waitMs, () => this.line.resume());
  }
}

function resumeOf({ since, at, epoch }: Pick<HelloFrame, 'since' | 'at' | 'epoch'>) {
  return { since: since ?? null, at: at ?? null, epoch: epoch ?? null };
}

/** `type` is the frame's own name, so a message's type travels as `message_type`. */
function contentOf({ message_type, ...rest }: SendItemFrame & { type?: string }): SendContent & { client_id: string } {
  const { type: _frame, ...content } = rest;
  return message_type === undefined ? content : { ...content, type: message_type };
}
