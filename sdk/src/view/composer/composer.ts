import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Chat, TimelineItem } from '../../chat.js';
import type { You } from '../../protocol/index.js';
import { noteSwitch, sendButton } from './compose-buttons.js';
import { Tray } from '../attachments/tray.js';
import { failureParts, mentionParts } from '../chunks.js';
import { counter, field, fit, pasteFiles } from './compose-field.js';
import { strip, type Intent } from './intent.js';
import { behind, flushOnLeave, type Drafts } from './drafts.js';
import { icon } from '../icon.js';
import { alertIcon } from '../icons.js';
import { idOf, isNote, textOf } from '../item.js';
import type { MentionBox } from './mention-box.js';
import { isStaff } from '../people.js';
import type { View } from '../view.js';

/**
 * The field. Nothing ever blocks typing; what is not ready is said beside it.
 *
 * @fires crm-chat-refused - `detail` is the sentence that says why nothing was sent.
 * @fires crm-chat-edit-last - Up in the empty field: one's newest message is to be changed.
 */
export class Composer extends LitElement {
  @property({ attribute: false }) view!: View;
  @property({ attribute: false }) chat!: Chat;
  @property({ attribute: false }) drafts!: Drafts;
  /** Of a conversation that is still to be opened: relay and record. */
  @property({ attribute: false }) scope = '';
  /** The conversation is empty and offers prompts. */
  @property({ attribute: false }) second = false;
  /** Id of the message that everything answers here, in a thread. */
  @property({ attribute: false }) thread: string | null = null;

  /** Typed before it was known where: it goes along to where it belongs, behind what was left there. */
  isEarly = false;

  #text = '';
  #intent: Intent | null = null;
  /** What was in the field before a message was put there to be changed. */
  #stash = '';
  #isNote = false;
  /** Null: there was no `@` yet. */
  #mentions: MentionBox | null = null;
  readonly #tray = new Tray(this);
  #refused = '';
  #conversation = '';
  /** Typed here, since the field last showed a draft: it is this person's, whoever was guessed. */
  #isTyped = false;
  #typing = false;
  #undo: (() => void)[] = [];

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#letGo();
  }

  get field(): HTMLTextAreaElement | null {
    return this.querySelector('textarea');
  }

  override focus(): void {
    this.field?.focus();
  }

  /** Hands a text and its files back to be changed: in front of what is there. */
  putBack(text: string, files: readonly File[] = []): void {
    this.#setText(this.#text ? `${text}\n${this.#text}` : text);
    void this.attach(files);
    this.focus();
  }

  /** A message that is changed keeps the files it has. */
  get takesFiles(): boolean {
    return this.#intent?.kind !== 'edit';
  }

  /** Files for the next message, picked, pasted or dropped. */
  readonly attach = async (files: readonly File[]): Promise<void> => {
    const refused = await this.#tray.add(files);
    if (refused.length > 0) this.say(refused.join(' '));
  };

  /** Says beside the field why something was not done, and to whoever listens. */
  say(sentence: string): void {
    this.#refused = sentence;
    this.dispatchEvent(new CustomEvent('crm-chat-refused', { detail: sentence, bubbles: true }));
    this.requestUpdate();
  }

  /** The next text answers that message. */
  reply(item: TimelineItem): void {
    this.#leaveEdit();
    this.#intent = { kind: 'reply', item };
    this.requestUpdate();
    this.focus();
  }

  /** Puts the text of one's own message into the field to be changed. */
  edit(item: TimelineItem): void {
    this.#leaveEdit();
    this.#stash = this.#text;
    this.#intent = { kind: 'edit', item };
    this.#setText(textOf(item));
    void this.updateComplete.then(() => {
      this.focus();
      this.field?.setSelectionRange(this.#text.length, this.#text.length);
    });
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('chat')) this.#follow();
  }

  /** What the list of people put into the field. */
  typed(text: string): void {
    this.#setText(text);
    this.#setTyping(text.trim() !== '');
  }

  override render(): TemplateResult {
    const { strings } = this.view;
    const isNote = this.#noteMode;
    const isEdit = this.#intent?.kind === 'edit';
    return html`<form class="composer" part="composer" @submit=${this.#onSubmit} @keydown=${this.#onEscape}>
      ${this.#mentions?.render()}
      <div class="box ${isNote ? 'note' : ''}">
        ${this.#intent ? strip(this.#intent, this.view, this.#cancel) : nothing}
        ${isEdit ? nothing : this.#tray.render()}
        ${this.#refused ? html`<p class="refused">${icon(alertIcon, 'xs')}<span>${this.#refused}</span></p>` : nothing}
        ${counter(this.#limit - this.#text.length, strings)}
        <div class="line">
          ${isEdit ? nothing : this.#tray.button((files) => void this.attach(files))}${
            this.#isStaff ? noteSwitch(this.view, isNote, isEdit, this.#onNote) : nothing
          }${field({
            text: this.#text,
            label: isNote ? strings.noteForTeam : strings.message,
            placeholder: isNote ? strings.writeNote : this.second ? strings.orWrite : strings.write,
            list: this.#mentions?.isOpen ? 'crm-chat-people' : null,
            active: this.#mentions?.activeId ?? null,
            onInput: this.#onInput,
            onKey: this.#onKey,
            onCaret: this.#look,
            onBlur: this.#onBlur,
            onPaste: this.#onPaste,
          })}${sendButton(this.view, this.#ready, isEdit)}
        </div>
      </div>
    </form>`;
  }

  override updated(): void {
    fit(this.field);
  }

  /** A message that is changed stays what it is. */
  get #noteMode(): boolean {
    if (this.#intent?.kind === 'edit') return isNote(this.#intent.item);
    return this.#isNote && this.#isStaff;
  }

  get #isStaff(): boolean {
    return isStaff(this.chat.stores.$you.get()?.user);
  }

  get #limit(): number {
    return this.chat.stores.$limits.get().text_chars;
  }

  get #ready(): boolean {
    const hasFiles = this.takesFiles && this.#tray.files.length > 0;
    return (hasFiles || this.#text.trim() !== '') && this.#text.length <= this.#limit;
  }

  #follow(): void {
    this.#letGo();
    this.#undo = [
      flushOnLeave(this.drafts),
      this.chat.stores.$you.subscribe((you) => this.#enter(you)),
      this.chat.stores.$conversationId.subscribe((id) => this.#switchTo(id ?? '')),
      this.chat.stores.$limits.listen(() => this.requestUpdate()),
    ];
  }

  #letGo(): void {
    for (const undo of this.#undo.splice(0)) undo();
    this.#setTyping(false);
  }

  /** The name of its draft. */
  get draft(): string {
    return this.#conversation || `new|${this.scope}`;
  }

  /** It is known who is here: their draft, unless something was typed before that. */
  #enter(you: You | null): void {
    this.drafts.enter(you);
    this.requestUpdate();
    if (this.#intent?.kind === 'edit') return;
    const kept = this.drafts.get(this.draft);
    if (!this.#isTyped) return this.#show(kept);
    this.#setText(kept.endsWith(this.#text) ? kept : this.#text);
  }

  /** Each conversation has its draft; one that opens by its first message keeps what was typed meanwhile. */
  #switchTo(conversation: string): void {
    const from = this.draft;
    const isOpened = this.#conversation === '' || this.isEarly;
    if (this.#conversation === conversation) return;
    this.#leaveEdit();
    this.#intent = null;
    this.#conversation = conversation;
    this.#tray.switchTo(this.draft, from, isOpened);
    const kept = this.drafts.get(this.draft);
    if (isOpened && this.#isTyped && (!kept || this.isEarly)) {
      this.drafts.set(from, '');
      this.#text = behind(kept, this.#text);
      this.drafts.set(this.draft, this.#text);
    } else {
      this.#show(kept);
    }
  }

  #show(text: string): void {
    this.#isTyped = false;
    if (text === this.#text) return;
    this.#text = text;
    this.#refused = '';
    this.requestUpdate();
  }

  #setText(text: string): void {
    this.#text = text;
    this.#isTyped = text !== '';
    this.isEarly &&= this.chat.stores.$conversation.get() === null;
    // The draft waits while a message is changed.
    if (this.#intent?.kind !== 'edit') this.drafts.set(this.draft, text);
    this.#refused = '';
    this.requestUpdate();
  }

  #setTyping(isTyping: boolean): void {
    if (!isTyping && !this.#typing) return;
    this.#typing = isTyping;
    this.chat.setTyping(isTyping, this.#noteMode);
  }

  /** Back to what was in the field before. */
  #leaveEdit(): void {
    if (this.#intent?.kind !== 'edit') return;
    this.#intent = null;
    this.#setText(this.#stash);
    this.#stash = '';
  }

  readonly #cancel = (): void => {
    this.#leaveEdit();
    this.#intent = null;
    this.requestUpdate();
    this.focus();
  };

  #onNote = (): void => {
    this.#setTyping(false);
    this.#isNote = !this.#isNote;
    this.requestUpdate();
  };

  #onInput = (event: Event): void => {
    this.#setText((event.target as HTMLTextAreaElement).value);
    this.#setTyping(this.#text.trim() !== '');
    this.#look();
  };

  /** After each change of the text or the caret. */
  #look = (): void => {
    if (this.#mentions) this.#mentions.look();
    else if (this.#text.includes('@'))
      void mentionParts.load().then((parts) => {
        if (!parts) return;
        this.#mentions ??= new parts.MentionBox(this);
        this.#mentions.look();
      });
  };

  #onPaste = (event: ClipboardEvent): void => {
    if (this.takesFiles) pasteFiles(event, (files) => void this.attach(files));
  };

  #onBlur = (): void => {
    this.#setTyping(false);
    this.#mentions?.close();
  };

  #onKey = (event: KeyboardEvent): void => {
    // Enter inside an input method only commits; Safari says so by 229 after it has ended the composition.
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- there is no other sign of it in Safari
    if (event.isComposing || event.keyCode === 229) return;
    if (this.#mentions?.key(event)) return;
    if (event.key === 'ArrowUp' && this.#text === '' && !this.#intent) {
      event.preventDefault();
      this.dispatchEvent(new CustomEvent('crm-chat-edit-last', { bubbles: true }));
      return;
    }
    if (event.key !== 'Enter' || event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) return;
    this.#onSubmit(event);
  };

  /** At its button, too: what is innermost ends first. */
  #onEscape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented || !this.#intent) return;
    event.preventDefault();
    event.stopPropagation();
    this.#cancel();
  };

  #onSubmit = (event: Event): void => {
    event.preventDefault();
    void this.#send();
  };

  async #send(): Promise<void> {
    if (!this.#ready) return;
    const text = this.#text;
    const intent = this.#intent;
    if (intent?.kind === 'edit') return this.#save(intent, text);
    const replyTo = intent?.item.message?.id ?? this.thread ?? undefined;
    const files = this.#tray.take();
    const options = { replyTo, mentions: this.#mentions?.of(text) ?? [], note: this.#noteMode, files };
    this.#setTyping(false);
    this.#intent = null;
    const isKept = this.drafts.until(this.chat.send(text.trim(), options), this.draft, text);
    this.#setText('');
    try {
      await isKept;
      this.#mentions?.clear();
    } catch (error) {
      this.#intent = intent;
      void this.#tray.add(files);
      this.refuse(error, text);
    }
  }

  async #save(intent: Intent, text: string): Promise<void> {
    this.#setTyping(false);
    this.#leaveEdit();
    if (text.trim() === textOf(intent.item).trim()) return;
    try {
      await this.chat.edit(idOf(intent.item), text.trim());
    } catch (error) {
      this.edit(intent.item);
      this.#text = '';
      this.refuse(error, text);
    }
  }

  /** Whatever went wrong, what was written is in the field again. */
  refuse(error: unknown, text: string): void {
    this.#setText(this.#text ? `${text}\n${this.#text}` : text);
    void failureParts.load().then((parts) => {
      const { view, chat } = this;
      this.say(parts?.refusalOf(error, view, chat.stores.$limits.get()) ?? view.strings.sendFailed);
    });
  }
}
