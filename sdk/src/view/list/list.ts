import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Chat } from '../../chat.js';
import type { Inbox } from '../../inbox/inbox.js';
import type { Conversation } from '../../protocol/index.js';
import type { Drafts } from '../composer/drafts.js';
import { icon } from '../icon.js';
import { searchIcon } from './list-icons.js';
import { StoreController } from '../store-controller.js';
import { listWords } from '../words/parts/list.js';
import type { View } from '../view.js';
import { isWaiting } from '../waiting.js';
import { listStyles } from './list-styles.js';
import { row } from './row.js';

/** So near to the end the next page is asked for. */
const END_PX = 200;

/**
 * One's conversations, to choose from. A chunk of its own, loaded when the reader first goes there.
 *
 * @fires crm-chat-choose - `detail` is the conversation's id.
 * @fires crm-chat-say - `detail` is a sentence for a screen reader.
 */
export class List extends LitElement {
  @property({ attribute: false }) view!: View;
  @property({ attribute: false }) chat!: Chat;
  @property({ attribute: false }) inbox!: Inbox;
  @property({ attribute: false }) drafts!: Drafts;
  /** The CRM record: what is about it stands first. */
  @property({ attribute: false }) subject: string | null = null;

  /** What the page calls the conversation about its record. */
  @property({ attribute: false }) heading: string | null = null;

  readonly #stores = new StoreController(this);
  #undo: (() => void)[] = [];
  /** The row that Tab reaches. */
  #stop = '';
  #told = '';
  /** The focus is in the search for want of rows. */
  #isWaiting = false;

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const { styleSheet } = listStyles;
    const root = this.getRootNode();
    if (root instanceof ShadowRoot && styleSheet && !root.adoptedStyleSheets.includes(styleSheet))
      root.adoptedStyleSheets.push(styleSheet);
    if (this.hasUpdated) this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#letGo();
  }

  /** To the conversation that was on screen, as soon as the list has it; till then, and else, to the search. */
  override focus(): void {
    const current = this.querySelector<HTMLElement>('.row[aria-current]');
    (current ?? this.#field)?.focus();
    this.#isWaiting = current === null && this.inbox.$state.get().phase === 'loading';
  }

  get #field(): HTMLInputElement | null {
    return this.querySelector('.search input');
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('inbox') || changed.has('chat')) this.#follow();
  }

  override render(): TemplateResult {
    const strings = this.view.stringsWith(listWords);
    const { rows, query, phase } = this.inbox.$state.get();
    return html`<div class="list" part="list" @scroll=${this.#onScroll} @keydown=${this.#onKey}>
      <div class="search">
        ${icon(searchIcon, 's')}
        <input
          type="search"
          dir="auto"
          autocomplete="off"
          aria-label=${strings.searchConversations}
          placeholder=${strings.searchConversations}
          .value=${live(query)}
          @input=${this.#onSearch}
          @keydown=${this.#onSearchKey}
        />
      </div>
      ${this.#groups(rows)}
      <p class="state">${this.#says()}</p>
      ${phase === 'failed' ? html`<button type="button" class="btn again" @click=${this.#again}>${strings.tryAgain}</button>` : nothing}
    </div>`;
  }

  override updated(): void {
    const { query, phase, rows } = this.inbox.$state.get();
    const strings = this.view.stringsWith(listWords);
    if (phase !== 'ready') return;
    // Whoever has begun to search, or has gone elsewhere, is left there.
    if (this.#isWaiting && query === '' && this.#field?.matches(':focus')) this.focus();
    this.#isWaiting = false;
    const said = query ? (rows.length > 0 ? strings.found(rows.length) : strings.nothingFound(query)) : '';
    if (said !== this.#told && said)
      this.dispatchEvent(new CustomEvent('crm-chat-say', { detail: said, bubbles: true }));
    this.#told = said;
    this.#onScroll();
  }

  #says(): string {
    const { rows, query, phase } = this.inbox.$state.get();
    const strings = this.view.stringsWith(listWords);
    if (phase === 'failed') return strings.listFailed;
    if (phase === 'loading') return rows.length > 0 && !query ? '' : strings.loadingList;
    if (query) return rows.length > 0 ? strings.found(rows.length) : strings.nothingFound(query);
    return rows.length > 0 ? '' : strings.noConversations;
  }

  #groups(rows: readonly Conversation[]): TemplateResult {
    const strings = this.view.stringsWith(listWords);
    const about = this.subject === null ? [] : rows.filter(({ subject }) => subject === this.subject);
    const others = rows.filter((one) => !about.includes(one));
    const all = [...about, ...others];
    const current = this.chat.stores.$conversationId.get();
    if (!all.some(({ id }) => id === this.#stop))
      this.#stop = (all.find(({ id }) => id === current) ?? all[0])?.id ?? '';
    const isSplit = about.length > 0 && others.length > 0;
    return html`${about.length > 0 ? this.#group(strings.aboutRecord, about) : nothing}${
      others.length > 0 ? this.#group(isSplit ? strings.others : '', others) : nothing
    }`;
  }

  #group(heading: string, rows: readonly Conversation[]): TemplateResult {
    const strings = this.view.stringsWith(listWords);
    return html`${heading ? html`<h3>${heading}</h3>` : nothing}
      <ul aria-label=${heading || strings.conversations}>
        ${repeat(
          rows,
          ({ id }) => id,
          (one) => this.#row(one),
        )}
      </ul>`;
  }

  #row(conversation: Conversation): TemplateResult {
    const { $conversationId, $outbox, $unread, $you } = this.chat.stores;
    const { id, unread_count } = conversation;
    const isCurrent = id === $conversationId.get();
    return row(conversation, {
      view: this.view,
      you: $you.get(),
      isCurrent,
      // What was just read here is read, whatever the list said a moment ago.
      unread: isCurrent ? $unread.get() : unread_count,
      draft: this.drafts.get(id),
      heading: this.subject !== null && conversation.subject === this.subject ? (this.heading ?? '') : '',
      isWaiting: isCurrent && $outbox.get().some(isWaiting),
      isStop: id === this.#stop,
      onChoose: () => {
        this.dispatchEvent(new CustomEvent('crm-chat-choose', { detail: id, bubbles: true }));
      },
    });
  }

  #follow(): void {
    this.#letGo();
    const { $conversationId, $outbox, $unread, $you } = this.chat.stores;
    this.#stores.watch([this.inbox.$state, $conversationId, $outbox, $unread, $you]);
    this.#undo = [this.inbox.watch()];
  }

  #letGo(): void {
    for (const undo of this.#undo.splice(0)) undo();
  }

  #again = (): void => {
    this.#follow();
  };

  #onScroll = (): void => {
    const list = this.querySelector('.list');
    if (!list || !this.inbox.$state.get().hasMore) return;
    if (list.scrollHeight - list.scrollTop - list.clientHeight < END_PX) void this.inbox.more();
  };

  #onSearch = (event: Event): void => {
    this.inbox.search((event.target as HTMLInputElement).value);
  };

  /** Esc empties the search before it closes the panel. */
  #onSearchKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || this.inbox.$state.get().query === '') return;
    event.preventDefault();
    event.stopPropagation();
    this.inbox.search('');
  };

  #onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const rows = [...this.querySelectorAll<HTMLElement>('.row')];
    const at = rows.indexOf(event.target as HTMLElement);
    const isSearch = at < 0;
    const to = { ArrowDown: at + 1, ArrowUp: Math.max(0, at - 1), Home: 0, End: rows.length - 1 }[event.key];
    if (to === undefined || (isSearch && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    const target = rows[Math.min(to, rows.length - 1)];
    this.#stop = target?.dataset.id ?? this.#stop;
    target?.focus();
    this.requestUpdate();
  };
}

export const defineList = (): void => {
  if (!customElements.get('crm-chat-list')) customElements.define('crm-chat-list', List);
};
