import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Chat } from '../../chat.js';
import { systemClock, type Clock } from '../../clock.js';
import type { PublicPrompt } from '../../protocol/index.js';
import { activity } from './activity.js';
import { Announcer } from './announce.js';
import { PanelFiles } from '../attachments/panel-files.js';
import { Composer } from '../composer/composer.js';
import { Drafts } from '../composer/drafts.js';
import { header, titleOf, type SettingsOffers } from './header.js';
import { hear } from './hear.js';
import { LateParts } from './late-parts.js';
import { emptyParts } from '../chunks.js';
import { late } from '../late.js';
import { Lists } from './lists.js';
import { MessageRequests } from './message-requests.js';
import { noticeLine } from './notice.js';
import type { NoticeInput } from './notice-of.js';
import { NoticeVoice } from './notice-voice.js';
import { NoticeWatch } from './notice-watch.js';
import { PanelDialog } from './panel-dialog.js';
import { StoreController } from '../store-controller.js';
import type { CreateStrings, StringOverrides } from '../words/strings.js';
import { Transcript } from '../transcript/transcript.js';
import { createView, type View } from '../view.js';
import { VisualSize } from './visual-size.js';

export { TakeOver } from '../composer/take-over.js';
export { panelStyles } from '../styles/panel-styles.js';

/** The view is made of these. */
const VIEW_OF = ['chat', 'clock', 'locale', 'createStrings', 'strings', 'botName'] as const;

/** `floating` beside the page, `full` in place of it, `inline` in a box of it. */
export type PanelMode = 'floating' | 'full' | 'inline';

/**
 * The open chat: header, notice, messages, activity, field. Loaded when it is first needed. It renders into the element's
 * own tree (no shadow root of its own), so that parts, slots and styles reach everything.
 *
 * @fires crm-chat-close - The reader wants it closed.
 */
export class Panel extends LitElement {
  @property({ attribute: false }) chat: Chat | null = null;
  @property({ attribute: false }) clock: Clock = systemClock;
  /** A language tag: the one that `createStrings` makes the words of. */
  @property({ attribute: false }) locale = 'en';
  /** Null: English. */
  @property({ attribute: false }) createStrings: CreateStrings | null = null;
  /** Of the page's own. */
  @property({ attribute: false }) strings: StringOverrides | null = null;
  @property({ attribute: false }) botName: string | null = null;
  @property({ attribute: false }) mode: PanelMode = 'floating';
  @property({ attribute: false }) open = false;
  @property({ attribute: false }) heading: string | null = null;
  @property({ attribute: false }) setup: NoticeInput['setup'] = null;
  /** Whether the reader may leave this conversation for a new one. */
  @property({ attribute: false }) mayStartNew = true;

  /** The CRM record that the element stands beside. */
  @property({ attribute: false }) subject: string | null = null;
  /** The relay. */
  @property({ attribute: false }) scope = '';
  /** What the page offers its readers to switch on and off. */
  @property({ attribute: false }) offers: SettingsOffers = { sound: false, notifications: false };

  #view!: View;
  #drafts = new Drafts(systemClock);
  readonly #late = new LateParts(this, () => {
    // A new one: who has the old one has drawn without it.
    if (this.hasUpdated) this.#view = { ...this.#view };
    this.requestUpdate();
  });
  readonly #lists = new Lists(this);
  readonly #files = new PanelFiles(
    this,
    () => this.#view,
    () => this.#composer,
  );
  #stores = new StoreController(this);
  #notices = new NoticeWatch(this);
  #size = new VisualSize(this);
  #announcer: Announcer | null = null;
  #undo: (() => void)[] = [];
  readonly #voice = new NoticeVoice();
  #stopped: ReadonlySet<string> = new Set();
  readonly #dialog = new PanelDialog(this);
  readonly #requests = new MessageRequests({
    composer: () => this.#composer,
    chat: () => this.#view.chat,
    changed: () => this.requestUpdate(),
  });

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

  announce(sentence: string): void {
    this.#announcer?.say(sentence);
  }

  /** Whether the conversation is on the screen, as against the list of them. */
  get isTalking(): boolean {
    return this.open && !this.#lists.isShown;
  }

  /** To the field; on touch to the title, so that no keyboard jumps up. */
  takeFocus(): void {
    const touch = matchMedia('(pointer: coarse)').matches;
    const list = this.querySelector<HTMLElement>('crm-chat-list');
    if (list && !touch) list.focus();
    else this.querySelector<HTMLElement>(touch ? '.head h2' : 'textarea')?.focus();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const isOther = VIEW_OF.some((name) => changed.has(name));
    if (isOther) {
      const { chat, clock, locale, createStrings: create, strings: given, botName } = this;
      const rightToLeft = this.matches(':dir(rtl)');
      this.#view = createView({ chat, clock, locale, create, given, botName, rightToLeft });
    }
    if (changed.has('clock')) this.#drafts = new Drafts(this.clock);
    if (changed.has('chat')) this.#lists.leave();
    if (isOther || changed.has('open')) this.#follow();
    this.#size.active = this.open && this.mode === 'full';
  }

  override render(): TemplateResult {
    const label = titleOf(this.#view, this.heading);
    const content = this.#content();
    return this.mode === 'inline'
      ? html`<section class="panel inline" part="panel" lang=${this.locale} aria-label=${label}>${content}</section>`
      : html`<dialog
          class="panel ${this.mode}"
          part="panel"
          lang=${this.locale}
          aria-label=${label}
          @keydown=${this.#onKey}
          @cancel=${this.#onCancel}
        >
          ${content}
        </dialog>`;
  }

  override updated(changed: PropertyValues<this>): void {
    this.#dialog.sync(this.open, this.mode === 'full');
    this.#announcer?.attach(
      this.querySelector('.sr[aria-live=polite]'),
      this.querySelector('.sr[aria-live=assertive]'),
    );
    this.#voice.tell(this.#announcer, this.mode === 'inline' && changed.has('mode'), this.#view.strings);
    this.#size.apply(this.querySelector<HTMLElement>('.panel'));
  }

  #content(): TemplateResult {
    const view = this.#view;
    const { chat } = view;
    const notice = this.#notices.noticeOf(view, this.setup);
    this.#voice.notice = notice;
    const onDismiss = () => {
      if (notice) this.#notices.dismiss(notice.kind);
    };
    const onStartNew = this.mayStartNew ? () => chat?.openConversation(null) : null;
    // The regions stand first: they are looked for with each rendering, and the list of messages may be long.
    return html`<div class="sr" aria-live="polite"></div>
      <div class="sr" aria-live="assertive"></div>
      ${header({
        view,
        heading: this.heading,
        list: this.#lists.head(view, this.#onNew),
        elsewhere: this.#lists.elsewhere,
        onBack: chat && this.mayStartNew && !this.#lists.isShown ? this.#onBack : null,
        offers: this.offers,
        onSetting: this.#changed,
        onClose: this.mode === 'inline' ? null : this.#close,
      })}
      ${noticeLine(notice, view, { onDismiss, onStartNew })}
      ${chat ? (this.#lists.render(view, this.#drafts, this) ?? this.#talk(chat)) : html`<div class="log"></div>`}`;
  }

  #talk(chat: Chat): TemplateResult {
    const view = this.#view;
    const { $loaded, $timeline, $prompts } = chat.stores;
    const isEmpty = $loaded.get() && $timeline.get().length === 0;
    const transcript = this.querySelector<Transcript>('crm-chat-transcript');
    return html`${
        isEmpty
          ? late(emptyParts, ({ emptyState }) => emptyState(chat, view, this.#onPrompt), html`<div class="log"></div>`)
          : html`${this.#requests.bar(chat, view)}<crm-chat-transcript
                .view=${view}
                .chat=${chat}
                .shown=${this.open}
                .stopped=${this.#stopped}
                .thread=${this.#requests.thread}
                @crm-chat-scroll=${this.#changed}
                @crm-chat-reply=${this.#requests.onReply}
                @crm-chat-edit=${this.#requests.onEdit}
                @crm-chat-thread=${this.#requests.onThread}
                @crm-chat-mend=${this.#requests.onMend}
                @crm-chat-say=${this.#onSay}
              ></crm-chat-transcript>`
      }
      ${activity({
        view,
        chat,
        atEnd: isEmpty || (transcript?.atEnd ?? true),
        onJump: () => {
          transcript?.toEnd();
        },
        onStop: ({ id }) => {
          this.#stopped = new Set([...this.#stopped, id]);
          void chat.stop(id);
          this.#composer?.focus();
        },
      })}
      <crm-chat-composer
        .view=${view}
        .chat=${chat}
        .drafts=${this.#drafts}
        .scope=${`${this.scope}|${this.subject ?? ''}`}
        .second=${isEmpty && $prompts.get().length > 0}
        .thread=${this.#requests.thread}
        @crm-chat-refused=${this.#onRefused}
        @crm-chat-edit-last=${this.#requests.onEditLast}
      ></crm-chat-composer>
      ${this.#files.render(view, chat)}`;
  }

  get #composer(): Composer | null {
    return this.querySelector<Composer>('crm-chat-composer');
  }

  /** A closed panel follows nothing; what it missed it reads from the stores when it opens. */
  #follow(): void {
    this.#letGo();
    const { chat, clock, strings } = this.#view;
    if (!this.open) return;
    this.#notices.watch(chat, clock);
    this.#announcer = new Announcer(clock, strings.newMessages);
    if (!chat) return;
    const { stores } = chat;
    this.#stores.watch([
      stores.$conversation,
      stores.$presence,
      stores.$you,
      stores.$loaded,
      stores.$timeline,
      stores.$typing,
      stores.$unread,
      stores.$prompts,
      stores.$status,
    ]);
    const hearing = hear(chat, this.#view, this.#announcer, () => this.#stopped);
    this.#undo = [hearing, this.#late.follow(chat), this.#lists.follow(chat), this.#requests.follow(chat)];
  }

  #letGo(): void {
    for (const undo of this.#undo.splice(0)) undo();
    this.#stores.watch([]);
    this.#notices.stop();
    this.#announcer?.close();
    this.#announcer = null;
  }

  #close = (): void => {
    this.dispatchEvent(new CustomEvent('crm-chat-close', { bubbles: true }));
  };

  #onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    if (this.#requests.thread === null) this.#close();
    else this.#requests.leaveThread();
  };

  /** The back gesture of a phone. */
  #onCancel = (event: Event): void => {
    event.preventDefault();
    this.#close();
  };

  #changed = (): void => {
    this.requestUpdate();
  };

  #onBack = (): void => {
    const { chat } = this.#view;
    if (chat) void this.#lists.show(chat);
  };

  #onNew = (): void => {
    this.#lists.hide();
    this.#view.chat?.openConversation(null);
    void this.updateComplete.then(() => {
      this.takeFocus();
    });
  };

  #onPrompt = (prompt: PublicPrompt): void => {
    void this.#view.chat?.send(prompt.text).catch((error: unknown) => this.#composer?.refuse(error, prompt.text));
    this.#composer?.focus();
  };

  #onSay = ({ detail }: CustomEvent<string>): void => {
    this.#announcer?.say(detail);
  };

  #onRefused = ({ detail }: CustomEvent<string>): void => {
    this.#announcer?.interrupt(detail);
  };
}

/** Registers the parts. Called by the element once this module is here; another copy of the SDK may have been first. */
export function definePanel(): void {
  const parts = {
    'crm-chat-panel': Panel,
    'crm-chat-transcript': Transcript,
    'crm-chat-composer': Composer,
  };
  for (const [name, part] of Object.entries(parts)) if (!customElements.get(name)) customElements.define(name, part);
}
