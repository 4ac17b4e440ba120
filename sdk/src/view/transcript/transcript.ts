import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Chat } from '../../chat.js';
import { againParts, replyParts, surroundParts } from '../chunks.js';
import type { Asker } from '../message/ask-again.js';
import { answerCopy, type CopyRequest } from '../message/copy-request.js';
import { Hands } from './hands.js';
import type { Jump } from './jump.js';
import { PresenceLines } from './presence-lines.js';
import { Reading } from './reading.js';
import { Roving } from './roving.js';
import { ScrollKeeper } from './scroll-keeper.js';
import { StoreController } from '../store-controller.js';
import type { Surroundings } from './surroundings.js';
import { haveOthersRead, storesOf, TranscriptModel } from './transcript-model.js';
import { groupContext, rowTemplate } from './transcript-rows.js';
import type { View } from '../view.js';

/**
 * The list of messages. It lives in the element's own tree (no shadow root of its own), so that parts and styles reach it.
 *
 * @fires crm-chat-scroll - Whether the end is in view has changed; `atEnd` says so.
 * @fires crm-chat-say - `detail` is a sentence for who listens to the screen.
 * @fires crm-chat-mend - `detail` is the text and the files that go back to the field.
 * @fires crm-chat-reply - `detail` is the item to answer.
 * @fires crm-chat-edit - `detail` is the item whose text goes to the field to be changed.
 * @fires crm-chat-thread - `detail` is the id of the message whose answers are to be shown.
 * @fires crm-chat-say - `detail` is a sentence for those who listen.
 */
export class Transcript extends LitElement {
  @property({ attribute: false }) view!: View;
  @property({ attribute: false }) chat!: Chat;
  /** Whether the panel is open: a closed one neither renders nor reads. */
  @property({ attribute: false }) shown = false;
  /** Ids of replies that this reader stopped. */
  @property({ attribute: false }) stopped: ReadonlySet<string> = new Set();
  /** Id of a message: it is shown with what was said in answer to it, and nothing else. */
  @property({ attribute: false }) thread: string | null = null;

  readonly #stores = new StoreController(this);
  readonly #reading = new Reading(this, () => this.#model.unread);
  #model = new TranscriptModel();
  readonly #roving = new Roving({
    log: () => this.#log,
    model: () => this.#model,
    requestUpdate: () => {
      this.requestUpdate();
    },
    toEnd: () => {
      this.toEnd();
    },
    act: (key, message) => {
      this.#hands.withMenus((menus) => {
        menus.key(key, message);
      });
    },
  });
  readonly #hands = new Hands(this, {
    view: () => this.view,
    chat: () => this.chat,
    itemOf: (key) => this.#model.itemOf(key),
  });
  #jump: Jump | null = null;
  #around: Surroundings | null = null;
  #again: Asker | null = null;
  #presence: PresenceLines | null = null;
  #undo: (() => void)[] = [];
  #timer: (() => void) | null = null;
  #keeper: ScrollKeeper | null = null;
  #sizes: ResizeObserver | null = null;
  /** What the scroll does after the next rendering; `keep` holds the reader's place. */
  #next: 'place' | 'end' | 'keep' = 'place';

  get atEnd(): boolean {
    return this.#model.window.hasEnd && (this.#keeper?.atEnd ?? true);
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.hasUpdated) return;
    this.#follow();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#letGo();
  }

  /** Jumps to the newest message. */
  toEnd(): void {
    if (!this.#model.window.hasEnd) {
      this.#model.window.toEnd();
      this.#next = 'end';
      this.requestUpdate();
      return;
    }
    this.#keeper?.toEnd();
    this.#tell('scroll');
    this.#reading.mark();
  }

  override shouldUpdate(changed: PropertyValues<this>): boolean {
    return this.shown || changed.has('shown') || changed.has('chat');
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('chat')) {
      this.#model = new TranscriptModel();
      this.#next = 'place';
    }
    if (changed.has('chat')) this.#follow();
    if (changed.has('thread') && this.hasUpdated) this.#onThread(changed.get('thread') ?? null);
    if (changed.has('shown')) this.#onShown();
    const { chat, view, atEnd, thread } = this;
    const presence = this.#presence?.lines ?? [];
    // Who opens the panel has not seen yet what is in it.
    const watching = this.#reading.goesOn && !changed.has('shown');
    const placing = this.#next === 'place';
    const mayTrim = () => this.atEnd && this.#isFree;
    const change = this.#model.update({ chat, view, presence, atEnd, watching, placing, mayTrim, thread });
    // One's own message is what one wants to see next; what comes while nobody looks stays where its first one is seen.
    if (change === 'own-message') this.#next = 'end';
    else if (change === 'unread-line' && atEnd && this.#next === 'keep') this.#next = 'place';
    // Tab goes to the newest message, unless the reader is among the messages.
    const isKept = this.#roving.hasFocus && this.#model.has(this.#roving.current);
    if (!isKept) this.#roving.current = this.#model.newestKey;
  }

  override render(): TemplateResult {
    const { strings } = this.view;
    const { $loadingOlder } = this.chat.stores;
    const { chat, view, stopped, thread } = this;
    const [model, roving] = [this.#model, this.#roving];
    const onJump = (id: string) => this.#jumpTo(id);
    const context = groupContext({ chat, view, model, roving, stopped, thread, onJump, asker: this.#asker });
    return html`<div
      class="log"
      part="transcript"
      role="log"
      aria-live="off"
      aria-label=${strings.messages}
      @scroll=${this.#onScroll}
      @keydown=${this.#roving.onKey}
      @focusin=${this.#roving.onFocus}
      @crm-chat-copy=${this.#onCopy}
    >
      <div class="rows">
        ${this.#hasOlder ? html`<p class="older">${$loadingOlder.get() ? strings.loadingOlder : nothing}</p>` : nothing}
        ${repeat(
          this.#model.rows,
          (row) => row.key,
          (row) => rowTemplate(row, context),
        )}
      </div>
    </div>`;
  }

  override updated(): void {
    const keeper = this.#ensureKeeper();
    if (!keeper || !this.shown) return;
    const before = keeper.atEnd;
    keeper.hasEnd = this.#model.window.hasEnd;
    const isEmpty = this.#model.rows.length === 0;
    if (this.#next === 'end') keeper.toEnd();
    else if (this.#next === 'place' && !isEmpty) this.#place(keeper);
    else keeper.restore();
    if (!isEmpty) this.#next = 'keep';
    this.#time();
    const isMoved = before !== keeper.atEnd;
    this.#roving.arrive(keeper);
    // After this rendering is over: each of these may ask for the next one.
    queueMicrotask(() => {
      if (isMoved) this.#tell('scroll');
      this.#lookAround();
      this.#reading.mark();
    });
  }

  get #hasOlder(): boolean {
    return this.#model.window.start > 0 || (this.thread === null && this.chat.stores.$hasOlder.get());
  }

  /** Brings what lies around what is in view to the page, where there is more than that. */
  #lookAround(): void {
    if (!this.#hasOlder && this.#model.window.isSmall) return;
    const { now } = surroundParts;
    if (!now) return void surroundParts.load();
    this.#around ??= new now.Surroundings(
      () => ({
        keeper: this.shown ? this.#keeper : null,
        window: this.#model.window,
        timeline: this.#model.current,
        isHeld: () => !this.#isFree,
        // A thread is made of what is loaded.
        chat: this.thread === null ? this.chat : null,
      }),
      () => {
        this.requestUpdate();
      },
    );
    this.#around.look();
  }

  #follow(): void {
    this.#letGo();
    const { stores } = this.chat;
    this.#stores.watch(storesOf(stores));
    this.#presence = new PresenceLines(
      () => this.view.clock.now(),
      () => {
        this.requestUpdate();
      },
    );
    const startOver = () => {
      this.#model.startOver();
      this.#next = 'place';
    };
    this.#undo = [
      this.#presence.follow(this.chat),
      this.chat.on('history-replaced', startOver),
      this.chat.on('conversation-change', startOver),
      stores.$status.listen(() => this.#around?.forget()),
      stores.$reads.listen((now, before) => {
        if (haveOthersRead(now, before, stores.$you.get()?.user.id)) this.requestUpdate();
      }),
    ];
  }

  #letGo(): void {
    for (const undo of this.#undo.splice(0)) undo();
    this.#timer?.();
    this.#timer = null;
    this.#sizes?.disconnect();
    this.#sizes = null;
    this.#keeper = null;
    this.#jump?.close();
    this.#around?.close();
  }

  /** "Ask again": comes with the first answer that was cut off. */
  get #asker(): Asker | null {
    return againParts.now && (this.#again ??= new againParts.now.Asker(this));
  }

  get #log(): HTMLElement | null {
    return this.querySelector<HTMLElement>('.log');
  }

  /** Renders again when a state changes by time alone, and at midnight, when "Today" is another day. */
  #time(): void {
    this.#timer?.();
    const now = this.view.clock.now();
    const midnight = new Date(now).setHours(24, 0, 1, 0) - now;
    this.#timer = this.view.clock.after(Math.min(midnight, this.#model.nextChange ?? midnight), () => {
      this.requestUpdate();
    });
  }

  #ensureKeeper(): ScrollKeeper | null {
    const log = this.#log;
    const content = log?.firstElementChild;
    if (!log || !content) return null;
    if (!this.#keeper) {
      const frame = this.closest<HTMLElement>('.panel') ?? this;
      this.#keeper = new ScrollKeeper(log, frame, content);
      this.#sizes = new ResizeObserver(() => {
        this.#keeper?.restore();
        // A part that came late may be smaller than what stood for it: there is room for more, and nobody scrolls.
        this.#lookAround();
      });
      this.#sizes.observe(log);
      this.#sizes.observe(content);
    }
    return this.#keeper;
  }

  /** Where reading goes on: the end, or the unread line where it would be out of sight there. */
  #place(keeper: ScrollKeeper): void {
    keeper.toEnd();
    const line = this.querySelector<HTMLElement>('.unread');
    const top = this.#log?.getBoundingClientRect().top ?? 0;
    if (line && (!keeper.hasEnd || line.getBoundingClientRect().top < top)) keeper.toTop(line);
  }

  #onShown(): void {
    if (this.shown && this.chat.stores.$unread.get() > 0) this.#next = 'place';
    // Closing is leaving: what was new is not any more.
    if (!this.shown) this.#model.unread.clear();
  }

  #onScroll = (): void => {
    if (this.#keeper?.isMoved) this.#around?.forget();
    if (this.#keeper?.scrolled()) this.#tell('scroll');
    this.#reading.mark();
    this.#lookAround();
  };

  #onCopy = (event: CopyRequest): void => {
    void answerCopy(event, this.view, (sentence) => this.#tell('say', sentence));
  };

  #tell(event: 'scroll' | 'say', detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(`crm-chat-${event}`, { detail, bubbles: true }));
  }

  /** Into a thread, whose newest message comes into view; out of it, back to where it began. */
  #onThread(left: string | null): void {
    this.#model.startOver();
    this.#next = 'end';
    if (this.thread === null && left !== null) this.#jumpTo(left);
  }

  #jumpTo(id: string): void {
    if (!replyParts.now) return;
    this.#jump ??= new replyParts.now.Jump(this, () => this.#model);
    void this.#jump.to(id);
  }

  /** Neither focus nor selection is among the messages. To know it lays out what has changed: asked only where it counts. */
  get #isFree(): boolean {
    return !this.#roving.hasFocus && document.getSelection()?.isCollapsed !== false;
  }
}
