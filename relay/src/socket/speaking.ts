import { CLOSE, PING_INTERVAL_MS, type ClientFrame, type CloseCode, type HelloFrame } from '@crm-chat/sdk/protocol';
import type { Principal } from '../auth/principal.js';
import type { Viewer } from '../delivery/delivery.js';
import type { Wire } from '../delivery/hub.js';
import type { Outlet } from '../delivery/wire.js';
import { RelayError } from '../errors.js';
import { viewerOf } from '../service/access.js';
import { TokenBucket } from '../token-bucket.js';
import { nackCode, nackJson } from './answers.js';
import type { ParsedFrame } from './frames.js';
import type { SessionGround } from './session.js';

/** The connection under a socket that is in. */
export interface Line {
  readonly outlet: Outlet;
  close(code: CloseCode): void;
  cut(): void;
  /** A WebSocket ping, for clients that know no other. */
  ping(): void;
  pause(): void;
  resume(): void;
}

/** Frames that mean the same at every door are answered here; the rest is the door's. */
export type DoorFrame = Exclude<ClientFrame, { type: 'hello' | 'auth' | 'ping' | 'pong' }>;

/** Two missed close: docs/protocol.md, section 5. */
const MISSED_MAX = 2;
/** Frames a second of any kind from one socket, where the send limits do not call for more; beyond it reading pauses. */
const FRAMES_PER_SECOND = 200;
const FRAME_BURST = 1000;

/** A socket that is in, whichever door it came by: its token, its pings, how fast it is heard. */
export abstract class Speaking {
  viewer: Viewer;
  readonly wire: Wire;
  readonly legacy: boolean;
  private ended = false;
  private missed = 0;
  private authenticating = false;
  private readonly frames: TokenBucket;
  private stopPing: () => void = () => undefined;
  private stopExpiry: () => void = () => undefined;
  private stopPause: () => void = () => undefined;

  constructor(
    protected readonly ground: SessionGround,
    protected principal: Principal,
    protected readonly hello: HelloFrame | null,
    protected readonly line: Line,
  ) {
    const { hub, limits, clock } = ground;
    this.viewer = viewerOf(principal);
    this.legacy = hello === null;
    this.wire = hub.wire(line.outlet, () => line.close(CLOSE.too_slow));
    const perSecond = Math.max(FRAMES_PER_SECOND, 2 * limits.sends_per_second);
    this.frames = new TokenBucket(clock, perSecond, Math.max(FRAME_BURST, 4 * limits.send_burst));
  }

  heard(parsed: ParsedFrame): void {
    if (this.ended) return;
    this.rationReading();
    switch (parsed.kind) {
      case 'frame':
        return this.handle(parsed.frame);
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
    this.stop();
    this.wire.flush();
    this.wire.shut();
  }

  /** The same for a socket that was closed before it was in: nothing may follow its close. */
  abandon(): void {
    if (!this.ended) this.stop();
    this.wire.shut();
  }

  /** What the door does about a frame of its own. */
  protected abstract take(frame: DoorFrame): void;
  /** The door's part of `welcome`. */
  protected abstract standing(first: boolean): object;
  /** Says where the socket stands: after all that it has been told, and at once. */
  protected abstract stand(json: string): void;
  /** The door's part of `ping`. */
  protected abstract pinged(): object;
  /** @throws RelayError where this person may not be here. */
  protected abstract allowed(principal: Principal): Promise<void>;
  /** The seat's viewer is another from now on. */
  protected abstract reseat(viewer: Viewer): void;
  /** After the `welcome` that answers `auth`. */
  protected abstract renewed(before: Principal): void;
  /** Gives up what the door holds for it. */
  protected abstract leave(): void;

  protected hasEnded(): boolean {
    return this.ended;
  }

  /** Nothing live comes before `welcome`. */
  protected welcome(): void {
    this.stand(this.welcomeJson(true));
    this.watchExpiry();
    this.schedulePing();
  }

  protected known(error: unknown): RelayError {
    if (error instanceof RelayError) return error;
    this.ground.log.error({ err: error }, 'a frame could not be answered');
    return new RelayError('internal');
  }

  private stop(): void {
    this.ended = true;
    this.stopPing();
    this.stopExpiry();
    this.stopPause();
    this.leave();
  }

  private handle(frame: ClientFrame): void {
    switch (frame.type) {
      case 'auth':
        return this.authenticate(frame.token);
      case 'ping':
        return this.wire.send('{"type":"pong"}');
      case 'pong':
        return this.heardPong();
      case 'hello':
        // Once is enough; who it is now is said by `auth`.
        return this.line.close(CLOSE.bad_frame);
      default:
        return this.take(frame);
    }
  }

  private authenticate(token: string): void {
    if (this.authenticating) return this.wire.send(nackCode('rate_limited', {}));
    this.authenticating = true;
    this.renew(token)
      .catch((error: unknown) => {
        if (error instanceof RelayError && error.code === 'not_found') this.evict('not_found');
        // The old token runs on.
        else this.wire.send(nackJson(this.known(error), {}));
      })
      .finally(() => {
        this.authenticating = false;
      });
  }

  private async renew(token: string): Promise<void> {
    const principal = await this.ground.authenticate(token);
    if (this.ended) return;
    const before = this.principal;
    const { tenant, user } = before;
    if (principal.tenant !== tenant || principal.user.id !== user.id) return this.line.close(CLOSE.bad_token);
    // A token that names fewer subjects, or another role, may not let them in any more.
    await this.allowed(principal);
    if (this.hasEnded()) return;
    this.principal = principal;
    this.reseat(viewerOf(principal));
    this.watchExpiry();
    this.stand(this.welcomeJson(false));
    this.renewed(before);
  }

  private welcomeJson(first: boolean): string {
    const { clock, limits } = this.ground;
    const now = clock.now();
    return JSON.stringify({
      type: 'welcome',
      ...this.standing(first),
      you: { user: this.viewer.user, tenant: this.viewer.tenant },
      now: new Date(now).toISOString(),
      token_expires_in: Math.max(0, Math.floor((this.viewer.expiresAt - now) / 1000)),
      limits,
    });
  }

  private watchExpiry(): void {
    const { clock } = this.ground;
    this.stopExpiry();
    const left = Math.max(0, this.viewer.expiresAt - clock.now());
    this.stopExpiry = clock.after(left, () => this.line.close(CLOSE.token_expired));
  }

  private schedulePing(): void {
    const { clock } = this.ground;
    this.stopPing = clock.after(PING_INTERVAL_MS, () => {
      if (this.missed >= MISSED_MAX) return this.line.cut();
      this.missed += 1;
      if (this.legacy) this.line.ping();
      else {
        const now = new Date(clock.now()).toISOString();
        this.stand(JSON.stringify({ type: 'ping', ...this.pinged(), now }));
      }
      this.schedulePing();
    });
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
