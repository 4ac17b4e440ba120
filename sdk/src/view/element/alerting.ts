import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { FollowOptions } from '../../alerts/follow.js';
import { part } from '../../part.js';

type Wishes = Omit<FollowOptions, 'host'>;

export type AlertingHost = ReactiveControllerHost & FollowOptions['host'];

const followParts = part(async () => import('../../alerts/follow.js'));

/** Has title, sound and notifications where the page asks for any of them; a chunk of its own, loaded then. */
export class Alerting implements ReactiveController {
  #key: unknown[] = [];
  #undo: (() => void) | null = null;

  constructor(private readonly host: AlertingHost) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#stop();
    this.#key = [];
  }

  /** Null: no chat. */
  want(wishes: Wishes | null): void {
    const { sound = false, notifications = false, titleCount = false } = wishes?.offers ?? {};
    const isWanted = sound || notifications || titleCount;
    const key = isWanted ? [wishes?.chat, wishes?.unread, sound, notifications, titleCount] : [];
    if (key.length === this.#key.length && key.every((part, i) => part === this.#key[i])) return;
    this.#stop();
    this.#key = key;
    if (wishes && isWanted) void this.#start(wishes, key);
  }

  async #start(wishes: Wishes, key: unknown[]): Promise<void> {
    const loaded = await followParts().catch(() => null);
    // Replaced meanwhile; or not loaded, then the next rendering asks again.
    if (this.#key !== key) return;
    if (!loaded) this.#key = [];
    this.#undo = loaded?.followAlerts({ ...wishes, host: this.host }) ?? null;
  }

  #stop(): void {
    this.#undo?.();
    this.#undo = null;
  }
}
