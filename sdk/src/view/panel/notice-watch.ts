import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Chat, ConnectionStatus } from '../../chat.js';
import type { Clock } from '../../clock.js';
import {
  CONNECTING_MS,
  lineNotice,
  mayHaveOther,
  RECONNECTING_MS,
  type Notice,
  type NoticeInput,
  type NoticeKind,
} from './notice-of.js';
import { noticeParts } from '../chunks.js';
import type { View } from '../view.js';
import { isConnected, isWaiting } from '../waiting.js';

const ALL_SENT_MS = 3000;
const REPLACED_MS = 5000;

/** Keeps the times that a notice depends on: since when the line is down, what waited when it came back. */
export class NoticeWatch implements ReactiveController {
  #chat: Chat | null = null;
  #clock: Clock | null = null;
  #undo: (() => void)[] = [];
  readonly #timers = new Set<() => void>();
  #status: ConnectionStatus = 'connecting';
  #troubleSince = 0;
  /** The line was lost, and is not back yet: a page that connects for the first time has nothing to be back from. */
  #wasLost = false;
  #total = 0;
  #draining = false;
  #allSent = false;
  #replaced = false;
  readonly #dismissed = new Set<NoticeKind>();

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {
    if (this.#chat && this.#clock) this.watch(this.#chat, this.#clock);
  }

  hostDisconnected(): void {
    this.stop();
  }

  /** Follows nothing until it is told to. */
  stop(): void {
    for (const undo of [...this.#undo.splice(0), ...this.#timers]) undo();
    this.#timers.clear();
  }

  watch(chat: Chat | null, clock: Clock): void {
    this.stop();
    if (chat !== this.#chat) this.#forget();
    this.#chat = chat;
    this.#clock = clock;
    if (!chat) return;
    const { $status, $outbox, $durable, $conversation } = chat.stores;
    const update = () => {
      this.host.requestUpdate();
    };
    this.#undo = [
      $status.subscribe((status) => {
        this.#onStatus(status);
      }),
      $outbox.subscribe(() => {
        this.#onOutbox();
      }),
      $durable.listen(update),
      $conversation.listen(update),
      chat.on('history-replaced', () => {
        this.#replaced = true;
        this.#after(REPLACED_MS, () => (this.#replaced = false));
        update();
      }),
    ];
  }

  dismiss(kind: NoticeKind): void {
    this.#dismissed.add(kind);
    this.host.requestUpdate();
  }

  noticeOf({ strings, stringsWith }: View, setup: NoticeInput['setup']): Notice | null {
    const chat = this.#chat;
    if (!chat && !setup) return null;
    const input = this.#input(setup);
    const line = lineNotice(input, strings);
    if (line || !mayHaveOther(input)) return line;
    void noticeParts.load();
    return noticeParts.now?.otherNotice(input, stringsWith) ?? null;
  }

  #input(setup: NoticeInput['setup']): NoticeInput {
    const chat = this.#chat;
    const waiting = this.#waiting();
    return {
      status: this.#status,
      troubleFor: this.#clock && this.#troubleSince ? this.#clock.now() - this.#troubleSince : 0,
      waiting,
      durable: chat?.stores.$durable.get() ?? true,
      drain: this.#draining ? { sent: this.#total - waiting, total: this.#total } : null,
      allSent: this.#allSent,
      replaced: this.#replaced,
      closed: chat?.stores.$conversation.get()?.status === 'closed',
      setup,
      dismissed: this.#dismissed,
    };
  }

  #forget(): void {
    this.#status = 'connecting';
    this.#troubleSince = this.#total = 0;
    this.#wasLost = this.#draining = this.#allSent = this.#replaced = false;
    this.#dismissed.clear();
  }

  #waiting(): number {
    return this.#chat?.stores.$outbox.get().filter(isWaiting).length ?? 0;
  }

  #onStatus(status: ConnectionStatus): void {
    const now = this.#clock?.now() ?? 0;
    // What this browser says is dismissed for this trouble, not for the next.
    if (status !== 'polling' && status !== 'reconnecting' && this.#status === 'polling')
      this.#dismissed.delete('polling');
    const wasConnected = isConnected(this.#status);
    this.#status = status;
    if (isConnected(status)) {
      if (wasConnected) return this.host.requestUpdate();
      const long = this.#troubleSince > 0 && now - this.#troubleSince >= RECONNECTING_MS;
      this.#troubleSince = 0;
      this.#total = this.#waiting();
      // A line that was down for a moment needs no words; what piled up meanwhile does.
      this.#draining = this.#wasLost && this.#total > 0 && (long || this.#total > 1);
      this.#wasLost = false;
      return this.host.requestUpdate();
    }
    this.#wasLost ||= status !== 'connecting';
    if (this.#troubleSince === 0) {
      this.#troubleSince = now;
      this.#draining = this.#allSent = false;
      for (const ms of [CONNECTING_MS, RECONNECTING_MS]) this.#after(ms, () => {});
    } else {
      this.#draining = this.#allSent = false;
    }
    this.host.requestUpdate();
  }

  #onOutbox(): void {
    const waiting = this.#waiting();
    if (this.#draining && waiting === 0) {
      this.#draining = false;
      this.#allSent = true;
      this.#after(ALL_SENT_MS, () => (this.#allSent = false));
    }
    this.#total = Math.max(this.#total, waiting);
    this.host.requestUpdate();
  }

  #after(ms: number, run: () => void): void {
    const undo = this.#clock?.after(ms, () => {
      if (undo) this.#timers.delete(undo);
      run();
      this.host.requestUpdate();
    });
    if (undo) this.#timers.add(undo);
  }
}
