import type { ReadableAtom } from 'nanostores';
import { adoptStyles, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Chat } from '../../chat.js';
import { systemClock, type Clock } from '../../clock.js';
import type { Backstage } from './backstage.js';
import type { ChatWishes } from './chat-keeper.js';
import type { TakeOver } from '../composer/take-over.js';
import { Calls, noChat } from './calls.js';
import { EarlyField } from './early-field.js';
import { emitFrom, type CrmChatEventMap } from './events.js';
import { FocusKeeper } from './focus-keeper.js';
import { LanguageController } from '../words/language.js';
import { early, launcher } from './launcher.js';
import { MediaController } from './media-controller.js';
import type { Panel, PanelMode } from '../panel/panel.js';
import { flag, settleEmpty } from './properties.js';
import { Stages } from './stages.js';
import type { StringOverrides } from '../words/strings.js';
import { base } from '../styles/base.js';
import { launcherStyles } from '../styles/launcher.js';
import { tokens } from '../styles/tokens.js';
import { isConnected, isWaiting } from '../waiting.js';

/** Narrower than this the open chat takes the whole screen; on a phone held across too, where a keyboard leaves no room for a page behind. */
const FULL_SCREEN = '(max-width: 479.98px), (pointer: coarse) and (max-height: 479.98px)';

/** The origin this script came from; where a bundler has taken that away, the page's own. */
const scriptOrigin = (): string => {
  const { origin } = new URL(import.meta.url);
  return origin === 'null' ? location.origin : origin;
};

/**
 * Chat for a CRM page: a launcher in a corner with a panel that grows out of it, or a panel in a box of the page.
 *
 * It needs one of `token`, `token-url` and `getToken`. In the document it is its launcher alone until somebody uses it or is
 * about to, or the page is idle; then its chat is loaded and connects. Leaving the document closes everything it opened.
 * Moving it within the page does not.
 *
 * @slot header - In place of title and second line; the close button stays.
 * @slot empty - In place of the greeting while nothing was said; the prompts stay.
 * @slot launcher-icon - In place of the icon on the launcher, 32 pixels.
 *
 * @fires conversation-change - `{conversationId}`: another conversation is shown; null: a new one.
 * @fires unread-change - `{count, total, conversations}` of others' messages not read yet: in the conversation on screen, in
 * all of the person's, and `[{id, count}]` of those that have any.
 * @fires message-sent - `{message}`: the relay has it on disk.
 * @fires message-received - `{message}` of somebody else; once an id, never for a history that was loaded again.
 * @fires status-change - `{status}` of the connection.
 * @fires open-change - `{open}`.
 * @fires chat-error - `{code, message}`, codes as in the table of errors.
 *
 * @csspart launcher - The button in the corner.
 * @csspart badge - Its count of unread messages, or the clock.
 * @csspart panel - The open chat.
 * @csspart header - Title, who is here, close button.
 * @csspart notice - The line below it that says what stands between you and the relay.
 * @csspart transcript - The list of messages.
 * @csspart group - Consecutive messages of one person.
 * @csspart avatar - Initials, or the bot's sign.
 * @csspart bubble - One message.
 * @csspart meta - The line under one's own message: waiting, sent, read.
 * @csspart list - One's conversations.
 * @csspart row - One of them.
 * @csspart activity - Who types, "2 new", Stop.
 * @csspart composer - The form around the field.
 * @csspart field - The field.
 * @csspart file - One file of a message, with its button.
 * @csspart viewer - A picture over the whole window.
 * @csspart send - The send button.
 * @csspart quote - The message that is answered, in the bubble of the answer.
 * @csspart reaction - One emoji under a message, with its count.
 * @csspart tools - The buttons on the corner of the message under hand.
 * @csspart menu - What drops down: switches, emoji, the question before a deletion, the sheet of a long press.
 *
 * @cssproperty --crm-chat-accent - The one colour a page sets; every tinted colour follows from it. Default #265c4b.
 * @cssproperty --crm-chat-accent-fill - Launcher and send button.
 * @cssproperty --crm-chat-on-accent - Icon on them.
 * @cssproperty --crm-chat-accent-text - Links, the writing mark.
 * @cssproperty --crm-chat-accent-tint - The bot's square.
 * @cssproperty --crm-chat-own - One's own bubbles.
 * @cssproperty --crm-chat-other - Others' bubbles.
 * @cssproperty --crm-chat-note - Team notes.
 * @cssproperty --crm-chat-focus - Focus ring.
 * @cssproperty --crm-chat-surface - Panel and field.
 * @cssproperty --crm-chat-surface-raised - Menus.
 * @cssproperty --crm-chat-surface-sunken - Notices, hovered rows.
 * @cssproperty --crm-chat-surface-hover - Hovered icon buttons.
 * @cssproperty --crm-chat-line - Hairlines.
 * @cssproperty --crm-chat-line-strong - Edges of field and buttons.
 * @cssproperty --crm-chat-text - Ink.
 * @cssproperty --crm-chat-text-muted - Second voice.
 * @cssproperty --crm-chat-signal - Unread, and nothing else.
 * @cssproperty --crm-chat-on-signal - Number on it.
 * @cssproperty --crm-chat-danger - Not sent, refused.
 * @cssproperty --crm-chat-online - Presence dot.
 * @cssproperty --crm-chat-code-keyword - Code: keywords, what was removed.
 * @cssproperty --crm-chat-code-string - Code: strings, what was added.
 * @cssproperty --crm-chat-code-number - Code: numbers.
 * @cssproperty --crm-chat-code-title - Code: names of what is called or declared.
 * @cssproperty --crm-chat-code-comment - Code: comments.
 * @cssproperty --crm-chat-font - Typeface. Default: the system's.
 * @cssproperty --crm-chat-font-mono - Typeface of code.
 * @cssproperty --crm-chat-font-size - Default 0.9375em of the size that readers set in their browser: 15px as it comes. Everything else is a ratio of it.
 * @cssproperty --crm-chat-space - Unit of space. Default 4px.
 * @cssproperty --crm-chat-radius - Round corners. Default 14px.
 * @cssproperty --crm-chat-radius-tight - The tight corner. Default 4px.
 * @cssproperty --crm-chat-width - Of the panel. Default 400px.
 * @cssproperty --crm-chat-height - Of the panel. Default 720px.
 * @cssproperty --crm-chat-launcher-size - Default 56px.
 * @cssproperty --crm-chat-offset - Distance from the page's corner. Default 20px.
 * @cssproperty --crm-chat-z - Default 2147483000.
 * @cssproperty --crm-chat-shadow - Of the panel.
 * @cssproperty --crm-chat-shadow-small - Of menus.
 * @cssproperty --crm-chat-duration - Of all motion. Default 160ms.
 * @cssproperty --crm-chat-ease - Of all motion.
 */
export class CrmChatElement extends LitElement {
  static override readonly styles = [tokens, base, launcherStyles];

  /** The relay's origin. Default: the origin this script came from. */
  @property() endpoint: string | null = null;
  /** A JWT. A fresh one for the same person goes into the running chat. */
  @property() token: string | null = null;
  /** Asked with GET and the page's cookies for `{token}` or the bare JWT. */
  @property({ attribute: 'token-url' }) tokenUrl: string | null = null;
  /** Asked for a JWT whenever one is needed. Goes before `token` and `tokenUrl`. */
  @property({ attribute: false }) getToken: (() => Promise<string>) | null = null;
  /** The conversation to show. */
  @property({ attribute: 'conversation-id' }) conversationId: string | null = null;
  /** The CRM record, such as `deal:42`: its open conversation is shown, or opened by the first message. */
  @property() subject: string | null = null;
  /** What the bot is called here. */
  @property({ attribute: 'bot-name' }) botName: string | null = null;
  /** The title. Default: the conversation's. */
  @property() heading: string | null = null;
  /** A side of the screen, or in a box of the page. Without it the launcher sits at the end of the line of reading. */
  @property({ reflect: true }) position: 'bottom-right' | 'bottom-left' | 'inline' | null = null;
  /** Whether the panel is open. An inline one always is. */
  @property({ type: Boolean, converter: flag, reflect: true }) open = false;
  /** Light or dark; `auto`, the default: as the reader's system. */
  @property({ reflect: true }) theme: 'auto' | 'light' | 'dark' | null = null;
  /** A language tag, such as `pt-BR`. Default: the page's language, else the browser's. Dates are the reader's regional ones. */
  @property() locale: string | null = null;
  /** Words of the page's own in place of ours: any of them, see `StringOverrides`. A new object for a change. */
  @property({ attribute: false }) strings: StringOverrides | null = null;

  /** A sound for what arrives unseen; the reader can switch it off. */
  @property({ type: Boolean, converter: flag }) sound = false;
  /** Offers the reader notifications of the system, to be switched on in the menu. */
  @property({ type: Boolean, converter: flag }) notifications = false;
  /** Puts the count of unread messages, of all conversations, in front of the page's title. */
  @property({ type: Boolean, converter: flag, attribute: 'title-count' }) titleCount = false;

  /** @internal Time as tests turn it. */
  @property({ attribute: false }) clock: Clock = systemClock;

  readonly #emit = emitFrom(this);
  readonly #narrow = new MediaController(this, FULL_SCREEN);
  readonly #focus = new FocusKeeper(this);
  readonly #language = new LanguageController(this);
  readonly #stages = new Stages(this, {
    clock: () => this.clock,
    words: async () => this.#language.ready,
    onBackstage: ({ createBackstage }) => {
      this.#backstage = createBackstage(this, this.#emit);
    },
    onPanel: ({ definePanel, panelStyles, TakeOver }) => {
      definePanel();
      this.#takeOver = new TakeOver();
      adoptStyles(this.renderRoot as ShadowRoot, [...CrmChatElement.elementStyles, ...panelStyles]);
    },
    onFailed: (error) => {
      this.#emit('chat-error', { code: 'network', message: `The chat could not be loaded: ${String(error)}` });
    },
  });
  readonly #calls = new Calls();
  readonly #early = new EarlyField(this);
  #takeOver: TakeOver | null = null;
  #hasPanel = false;
  /** Null until it is loaded. */
  #backstage: Backstage | null = null;
  #given: Chat | null = null;
  #offers = { sound: false, notifications: false, titleCount: false };
  #everOpen = false;

  /**
   * The chat behind the element: its own, or one that the page gave. A given one is used, never closed. Its own is null
   * until it is loaded: `ready()` waits for it.
   */
  get chat(): Chat | null {
    return this.#backstage ? this.#backstage.keeper.chat : this.#given;
  }

  set chat(chat: Chat | null) {
    this.#given = chat;
    this.requestUpdate();
  }

  /** @internal Whether the conversation is on the screen. */
  get isTalking(): boolean {
    return this.#panel?.isTalking ?? false;
  }

  /** Opens the panel and puts the focus into its field; on touch on its title. */
  show(): void {
    if (this.#mode !== 'inline') this.open = true;
    this.#focus.take();
    this.requestUpdate();
  }

  /** Closes the panel; the focus goes back to what opened it. */
  hide(): void {
    this.open = false;
  }

  toggle(): void {
    if (this.open) this.hide();
    else this.show();
  }

  /**
   * Loads what is not here yet, as a reader would by using the element, and resolves with the chat.
   *
   * @throws ChatError `closed`: the element is not in the document, or has no token, token-url or getToken.
   */
  async ready(): Promise<Chat> {
    return this.#call((chat) => chat);
  }

  /**
   * Queues a message and resolves with its `client_id` once it is kept on this device. What is called before the chat is
   * loaded waits for it, in its order.
   *
   * @throws ChatError as `Chat.send`, and `closed` (no chat), `storage_full` (a thousand calls wait already).
   */
  async send(text: string, files: readonly File[] = []): Promise<string> {
    return this.#call(async (chat) => chat.send(text, { files }));
  }

  /** Shows another conversation; null: a new one, opened by its first message. */
  openConversation(id: string | null): void {
    const open = () => {
      this.conversationId = id;
      this.chat?.openConversation(id);
    };
    // What was to be sent before goes to the conversation before.
    if (this.#calls.areWaiting) this.#call(open).catch(open);
    else open();
  }

  /** Forgets this person on this device: history, what waits to be sent, token. */
  async logout(): Promise<void> {
    // Without a chat there is nobody to forget.
    await this.#call(async () => this.#backstage?.keeper.logout()).catch(() => undefined);
  }

  override addEventListener<K extends keyof CrmChatEventMap>(
    type: K,
    listener: (this: CrmChatElement, event: CrmChatEventMap[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener<K extends keyof HTMLElementEventMap>(
    type: K,
    listener: (this: HTMLElement, event: HTMLElementEventMap[K]) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void {
    super.addEventListener(type, listener, options);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // Moving an element takes it out and puts it back within one task.
    queueMicrotask(() => {
      if (!this.isConnected) this.#calls.fail();
    });
  }

  override willUpdate(changed: PropertyValues<this>): void {
    settleEmpty(this, changed);
    this.#language.want(this.locale, this.strings);
    if (changed.has('open') && this.hasUpdated) {
      if (this.open) this.#focus.take();
      else this.#focus.leaving();
    }
    const { sound, notifications, titleCount } = this;
    this.#offers = { sound, notifications, titleCount };
    this.#updateBackstage();
    this.#everOpen ||= this.open || this.#mode === 'inline';
    if (this.#everOpen || this.#given) this.#stages.load();
    else this.#stages.loadWhenIdle();
    this.#hasPanel ||= this.#everOpen && this.#stages.isLoaded && !this.#early.isComposing;
    if (this.#hasPanel) this.#takeOver?.take(this.#early);
  }

  override render(): TemplateResult {
    const { launcher: strings, tag, create } = this.#language;
    const mode = this.#mode;
    const chat = this.chat;
    const { isLoaded, hasFailed } = this.#stages;
    const wantsPanel = this.open || mode === 'inline';
    const hasPanel = this.#hasPanel;
    const waits = chat !== null && !isConnected(chat.stores.$status.get());
    return html`${
      mode === 'inline'
        ? nothing
        : launcher({
            strings,
            lang: tag,
            unread: this.#unread?.get() ?? 0,
            waiting: waits ? chat.stores.$outbox.get().filter(isWaiting).length : 0,
            open: this.open,
            busy: this.open && !isLoaded && !hasFailed,
            covered: this.open && isLoaded,
            onToggle: this.#onLauncher,
            onNear: this.#onLoad,
          })
    }
    ${
      hasPanel
        ? html`<crm-chat-panel
            .chat=${chat}
            .clock=${this.clock}
            .locale=${tag}
            .createStrings=${create}
            .strings=${this.strings}
            .scope=${this.endpoint ?? scriptOrigin()}
            .subject=${this.subject}
            .offers=${this.#offers}
            .botName=${this.botName}
            .mode=${mode}
            .open=${wantsPanel}
            .heading=${this.heading}
            .setup=${this.#backstage?.keeper.setup ?? null}
            .mayStartNew=${this.conversationId === null}
            @crm-chat-close=${this.#onClose}
          ></crm-chat-panel>`
        : nothing
    }
    ${
      wantsPanel && !hasPanel
        ? early(
            this.#early.render(strings.writeAhead, hasFailed),
            hasFailed ? { strings, isOld: this.#stages.isOld, onRetry: this.#onLoad } : null,
            tag,
          )
        : nothing
    }`;
  }

  override updated(changed: PropertyValues<this>): void {
    // The value before the first one is undefined: how an element starts is no change.
    if (changed.has('open') && changed.get('open') !== undefined) this.#emit('open-change', { open: this.open });
    if (this.#backstage && this.#calls.areWaiting) void this.#carryOut();
    const panel = this.#panel;
    void this.#focus.settle(panel, this.open || this.#mode === 'inline', this.#early.element);
    if (panel) void this.#takeOver?.settle(panel);
  }

  /** Of all conversations; where the page shows one alone, of that one: nobody could get to the others. */
  get #unread(): ReadableAtom<number> | null {
    const all = this.conversationId === null ? this.#backstage?.keeper.unread : null;
    return all ?? this.chat?.stores.$unread ?? null;
  }

  get #mode(): PanelMode {
    if (this.position === 'inline') return 'inline';
    return this.#narrow.matches ? 'full' : 'floating';
  }

  get #panel(): Panel | null {
    return this.renderRoot.querySelector<Panel>('crm-chat-panel');
  }

  /** At once where the chat is here and nothing waits; else when it is. */
  async #call<T>(run: (chat: Chat) => T | Promise<T>): Promise<T> {
    if (!this.isConnected) throw noChat();
    this.#stages.load();
    const { chat } = this;
    if (chat && !this.isUpdatePending && !this.#calls.areWaiting) return run(chat);
    this.requestUpdate();
    return this.#calls.add(run, this.#wishes);
  }

  get #wishes(): ChatWishes {
    const { token, tokenUrl, getToken, conversationId, subject } = this;
    const endpoint = this.endpoint ?? scriptOrigin();
    return { given: this.#given, endpoint, token, tokenUrl, getToken, conversationId, subject };
  }

  async #carryOut(): Promise<void> {
    const areDone = await this.#calls.carryOut((wishes) => {
      this.#backstage?.keeper.update(wishes ?? this.#wishes);
      return this.chat;
    });
    // What was changed after them counts from now on.
    if (areDone) this.requestUpdate();
  }

  #updateBackstage(): void {
    if (!this.#backstage) return;
    const { keeper, alerting } = this.#backstage;
    keeper.update(this.#calls.wishes ?? this.#wishes);
    const [{ chat }, unread] = [keeper, this.#unread];
    alerting.want(chat && unread && { chat, unread, clock: this.clock, offers: this.#offers });
  }

  /** A double click opens, too. */
  #onLauncher = ({ detail }: MouseEvent): void => {
    if (detail < 2) this.toggle();
  };

  #onClose = (): void => {
    this.hide();
  };

  #onLoad = (): void => {
    this.#stages.load();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'crm-chat': CrmChatElement;
  }
}
