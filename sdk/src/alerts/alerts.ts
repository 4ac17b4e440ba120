/**
 * One sound and one notification for a message, however many tabs show the chat: each tab tells the leading one what it
 * has heard, and that one decides, once it knows whether somebody looks at the message somewhere.
 */
import type { Clock } from '../clock.js';
import type { Tabs } from '../tabs/tabs.js';
import type { Notice } from './notify.js';

/** The message is before somebody's eyes; the page is, with the chat closed; neither. */
export type Attention = 'reading' | 'in-front' | 'away';

export interface AlertsOptions {
  tabs: Pick<Tabs, 'post' | 'on' | 'isLeader'>;
  clock: Clock;
  attention: () => Attention;
  /** Whether this tab may be heard. */
  canPlay: () => boolean;
  play: () => void;
  notify: (notice: Notice) => void;
  /** What the reader has asked for. */
  wants: (what: 'sound' | 'notifications') => boolean;
}

interface Heard extends Notice {
  /** Of the message. */
  readonly id: string;
  readonly tab: string;
  readonly attention: Attention;
  readonly canPlay: boolean;
}

/** Tabs hear of a message within this of each other; later is another message's time. */
const SETTLE_MS = 400;
/** What comes together rings once, milliseconds. */
const RING_EVERY_MS = 2000;
/** Ids told: a late tab must not make it ring again. */
const TOLD_MAX = 200;

const isHeard = (body: unknown): body is Heard =>
  typeof body === 'object' &&
  body !== null &&
  (['id', 'tab', 'attention', 'conversation', 'title', 'body'] as const).every(
    (key) => typeof (body as Partial<Record<string, unknown>>)[key] === 'string',
  );

export class Alerts {
  readonly #tab = crypto.getRandomValues(new Uint32Array(2)).join('-');
  readonly #told = new Set<string>();
  readonly #waiting = new Map<string, Heard[]>();
  readonly #undo: (() => void)[];
  readonly #timers = new Set<() => void>();
  #rungAt = -Infinity;

  constructor(private readonly options: AlertsOptions) {
    const { tabs } = options;
    this.#undo = [
      tabs.on('heard', (body) => {
        if (isHeard(body)) this.#collect(body);
      }),
      tabs.on('told', (id) => {
        if (typeof id === 'string') this.#remember(id);
      }),
      tabs.on('play', (tab) => {
        if (tab === this.#tab) options.play();
      }),
    ];
  }

  /** A message of somebody else has come to this tab. */
  message(id: string, notice: Notice): void {
    const { tabs, attention, canPlay } = this.options;
    const heard: Heard = { ...notice, id, tab: this.#tab, attention: attention(), canPlay: canPlay() };
    tabs.post('heard', heard);
    this.#collect(heard);
  }

  close(): void {
    for (const undo of [...this.#undo.splice(0), ...this.#timers]) undo();
    this.#timers.clear();
    this.#waiting.clear();
  }

  /** Every tab waits, so that one that becomes the leader meanwhile can decide. */
  #collect(heard: Heard): void {
    const { id } = heard;
    if (this.#told.has(id)) return;
    const others = this.#waiting.get(id);
    if (others) {
      others.push(heard);
      return;
    }
    // A history that comes all at once: the newest ones are enough to decide by.
    if (this.#waiting.size >= TOLD_MAX) return;
    this.#waiting.set(id, [heard]);
    const undo = this.options.clock.after(SETTLE_MS, () => {
      this.#timers.delete(undo);
      this.#decide(id);
    });
    this.#timers.add(undo);
  }

  #decide(id: string): void {
    const heard = this.#waiting.get(id) ?? [];
    this.#waiting.delete(id);
    const { tabs } = this.options;
    if (!tabs.isLeader() || this.#told.has(id)) return;
    this.#remember(id);
    tabs.post('told', id);
    if (heard.some(({ attention }) => attention === 'reading')) return;
    this.#ring(heard);
    const [first] = heard;
    const isAway = heard.every(({ attention }) => attention === 'away');
    if (first && isAway && this.options.wants('notifications')) this.options.notify(first);
  }

  #ring(heard: readonly Heard[]): void {
    const { tabs, clock, canPlay, play, wants } = this.options;
    const now = clock.now();
    if (!wants('sound') || now - this.#rungAt < RING_EVERY_MS) return;
    this.#rungAt = now;
    if (canPlay()) {
      play();
      return;
    }
    const other = heard.find((one) => one.canPlay);
    if (other) tabs.post('play', other.tab);
  }

  #remember(id: string): void {
    this.#told.add(id);
    for (const oldest of this.#told) {
      if (this.#told.size <= TOLD_MAX) break;
      this.#told.delete(oldest);
    }
  }
}
