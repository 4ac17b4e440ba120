import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { FollowOptions } from '../../alerts/follow.js';
import { part } from '../../part.js';

type Wishes = Omit<FollowOptions, 'attention' | 'onOpen' | 'nameOf'>;

export interface AlertingHost extends ReactiveControllerHost, Element {
  readonly botName: string | null;
  /** Whether the conversation is on the screen. */
  readonly isTalking: boolean;
  show(): void;
}

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
    const { host } = this;
    const loaded = await followParts().catch(() => null);
    // Replaced meanwhile; or not loaded, then the next rendering asks again.
    if (this.#key !== key) return;
    if (!loaded) this.#key = [];
    this.#undo =
      loaded?.followAlerts({
        ...wishes,
        attention: () => {
          if (document.visibilityState !== 'visible' || !document.hasFocus()) return 'away';
          return host.isTalking ? 'reading' : 'in-front';
        },
        nameOf: ({ sender }) =>
          [sender.role === 'bot' ? host.botName : null, sender.name].find(Boolean) ?? document.title,
        onOpen: () => {
          host.show();
        },
      }) ?? null;
  }

  #stop(): void {
    this.#undo?.();
    this.#undo = null;
  }
}
