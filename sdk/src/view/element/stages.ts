import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Clock } from '../../clock.js';
import type * as ChatParts from './chat-parts.js';
import { whenIdle } from './idle.js';

/** Waits before the next try, milliseconds, the last one from then on: the relay may be restarting, the line may be down. */
const RETRIES = [1000, 4000, 15_000, 60_000];

/** Here before the panel shows: nothing changes its size before the reader's eyes. Without it there is still a chat. */
const stylesOfDevice = async (): Promise<unknown> =>
  Promise.allSettled([
    matchMedia('(any-pointer: coarse)').matches && import('../touch.js'),
    matchMedia('(forced-colors: active)').matches && import('../styles/contrast.js'),
  ]);

type Host = ReactiveControllerHost & { readonly isConnected: boolean };

export interface StagesOptions {
  clock(): Clock;
  /** Resolves when the words are here, or cannot be had now: a panel is not shown in one language and then in another. */
  words(): Promise<void>;
  /** Called once each. */
  onBackstage(parts: typeof ChatParts): void;
  /** The words are here, too. */
  onPanel(parts: typeof ChatParts): void;
  /** The first of a row of failures. */
  onFailed(error: unknown): void;
}

/**
 * What comes after the launcher: the chat behind it and the panel in front of it. Both are loaded when the element is used or
 * about to be, else when the page is idle. What did not load is tried again: after a while, when the
 * browser is online again, and when the reader asks.
 */
export class Stages implements ReactiveController {
  /** The last try failed. */
  hasFailed = false;
  isLoaded = false;
  #isLoading = false;
  #hasBackstage = false;
  #failures = 0;
  #undo: (() => void)[] = [];

  /**
   * The line is there, and yet it fails again: the relay has another version since this page was loaded, or the browser
   * keeps the first failure, as Firefox does. A page that is loaded again has neither.
   */
  get isOld(): boolean {
    return this.#failures > 1 && navigator.onLine;
  }

  constructor(
    private readonly host: Host,
    private readonly options: StagesOptions,
  ) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#stopWaiting();
  }

  /** Unless it is under way. */
  loadWhenIdle(): void {
    const { host } = this;
    if (this.isLoaded || this.#isLoading || this.#undo.length > 0 || !host.isConnected) return;
    this.#undo = [
      whenIdle(this.options.clock(), () => {
        this.load();
      }),
    ];
  }

  load(): void {
    if (this.isLoaded || this.#isLoading) return;
    this.#stopWaiting();
    this.#isLoading = true;
    void this.#try();
  }

  async #try(): Promise<void> {
    const { host } = this;
    try {
      const [parts] = await Promise.all([this.#loadParts(), this.options.words(), stylesOfDevice()]);
      this.options.onPanel(parts);
      this.isLoaded = true;
      this.hasFailed = false;
    } catch (error) {
      this.hasFailed = true;
      if (this.#failures === 0) this.options.onFailed(error);
      this.#failures += 1;
      if (host.isConnected) this.#tryLater();
    }
    this.#isLoading = false;
    host.requestUpdate();
  }

  async #loadParts(): Promise<typeof ChatParts> {
    const parts = await import('./chat-parts.js');
    if (!this.#hasBackstage) {
      this.#hasBackstage = true;
      this.options.onBackstage(parts);
      this.host.requestUpdate();
    }
    return parts;
  }

  #tryLater(): void {
    const clock = this.options.clock();
    const load = () => {
      this.load();
    };
    const wait = RETRIES[Math.min(this.#failures, RETRIES.length) - 1] ?? 0;
    addEventListener('online', load);
    this.#undo = [
      // A relay that comes back is not asked by all its pages at once.
      clock.after(wait * (0.5 + clock.random()), load),
      () => {
        removeEventListener('online', load);
      },
    ];
  }

  #stopWaiting(): void {
    for (const undo of this.#undo.splice(0)) undo();
  }
}
