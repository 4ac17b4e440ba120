import type { Principal } from '../auth/principal.js';
import type { Inbox } from '../delivery/hub.js';
import type { Viewer } from '../delivery/delivery.js';
import { nackCode } from './answers.js';
import type { Entering, SessionGround } from './session.js';
import { Speaking, type DoorFrame } from './speaking.js';

/** `/ws/inbox/`: lets somebody follow their whole list. */
export function inboxDoor(ground: SessionGround): Entering {
  return async (principal, hello, line) => {
    const following = new Following(ground, principal, hello, line);
    following.begin();
    return following;
  };
}

/** A socket that follows a list: it hears, and says nothing but who it is. */
class Following extends Speaking {
  private readonly inbox: Inbox = this.ground.hub.inbox(this);

  begin(): void {
    this.welcome();
    const { epoch } = this.inbox;
    const reason = this.inbox.resetFor(this.hello?.epoch ?? null);
    if (reason !== null) this.stand(JSON.stringify({ type: 'reset', reason, epoch }));
  }

  /** What belongs to a conversation is said on its own socket. */
  protected override take(frame: DoorFrame): void {
    const clientId = 'client_id' in frame ? frame.client_id : null;
    if (clientId !== null) this.wire.send(nackCode('unsupported', { clientId }));
    else if (frame.type === 'message:batch') this.wire.send(nackCode('unsupported', { batch: true }));
  }

  protected override standing(): object {
    return { n: this.inbox.n, epoch: this.inbox.epoch };
  }

  protected override stand(json: string): void {
    this.wire.send(json);
    this.wire.flush();
  }

  protected override pinged(): object {
    return { n: this.inbox.n };
  }

  protected override async allowed(): Promise<void> {
    // Everybody has a list.
  }

  protected override reseat(viewer: Viewer): void {
    this.inbox.reseat(viewer);
  }

  protected override renewed(before: Principal): void {
    if (before.user.role === this.viewer.user.role) return;
    this.stand(JSON.stringify({ type: 'reset', reason: 'role', epoch: this.inbox.epoch }));
  }

  protected override leave(): void {
    this.inbox.leave();
  }
}
