/** What a person does to a conversation: each act is kept on this device first, and goes out in its turn. */
import type { ChatStores, SendOptions } from '../chat.js';
import { ChatError } from '../errors.js';
import type { MessageAct } from '../outbox/amend.js';
import type { Outbox } from '../outbox/outbox.js';
import type { PickedFiles } from '../files/picked-files.js';
import type { Limits } from '../protocol/index.js';
import { part } from '../part.js';
import { hasReacted } from '../store/pending.js';
import { checkedText, contentOf } from './content.js';
import { Unclaimed, type Typed } from './unclaimed.js';
import type { Target } from './where.js';
import type { Who } from './who.js';

export interface WritingOptions {
  who: () => Pick<Who, 'whenKnown' | 'isGuess'>;
  /** Where a send goes now. */
  target: () => Target;
  stores: ChatStores;
  newId: () => string;
  isClosed: () => boolean;
  /** Something typed is on its way. */
  onSend: () => void;
  onError: (error: unknown) => void;
}

/** Where a call belongs, as it was when it came. */
export interface Said {
  writing: Writing;
  /** The conversation that was shown. */
  shown: string | null;
  target: () => Target;
}

/** Most messages have no files: what knows of them comes with the first. */
const filesParts = part(async () => import('../files/picked-files.js'));

export class Writing {
  readonly #unclaimed = new Unclaimed();
  #last: Promise<void> = Promise.resolve();

  constructor(private readonly options: WritingOptions) {}

  /** @param target where what was said when it was said goes. */
  async send(text: string, options: SendOptions, target: () => Target): Promise<string> {
    this.#check();
    const limits = this.options.stores.$limits.get();
    const content = contentOf(text, options, limits.text_chars);
    this.options.onSend();
    // What knows of files may have to load: what is sent meanwhile must not overtake this.
    const before = this.#last;
    const sent = this.#pick(options, limits).then(async (picked) => {
      await before;
      return this.#enqueue({ content, ...picked }, target);
    });
    this.#last = sent.then(
      () => undefined,
      () => undefined,
    );
    return sent;
  }

  async #pick({ files = [], attachments = [] }: SendOptions, limits: Readonly<Limits>): Promise<PickedFiles> {
    if (files.length + attachments.length === 0) return { files: [], kept: [] };
    const { pickedFiles } = await filesParts();
    return pickedFiles(files, limits, this.options.newId, attachments);
  }

  async edit(conversationId: string | null, messageId: string, text: string): Promise<void> {
    this.#check();
    const checked = checkedText(text, this.options.stores.$limits.get().text_chars);
    await this.#change(conversationId, { kind: 'edit', message_id: messageId, text: checked });
  }

  async remove(conversationId: string | null, messageId: string): Promise<void> {
    await this.#change(conversationId, { kind: 'delete', message_id: messageId });
  }

  /** @param on default: the opposite of what is shown. */
  async react(conversationId: string | null, messageId: string, emoji: string, on?: boolean): Promise<void> {
    const { $timeline, $you } = this.options.stores;
    const isShown = () => hasReacted($timeline.get(), $you.get()?.user.id ?? null, messageId, emoji);
    await this.#change(conversationId, { kind: 'react', message_id: messageId, emoji, on: on ?? !isShown() });
  }

  async retry(clientId: string): Promise<void> {
    await (await this.options.who().whenKnown()).outbox.retry(clientId);
  }

  async discard(clientId: string): Promise<void> {
    await (await this.options.who().whenKnown()).outbox.discard(clientId);
  }

  /** A token has said who is here: what was typed is theirs. */
  claim(): void {
    this.#unclaimed.clear();
  }

  /** It was somebody else: what was typed goes along, what was done to the other person's messages does not. */
  async takeBack(outbox: Outbox): Promise<void> {
    for (const typed of await this.#unclaimed.takeBack(outbox)) {
      this.#enqueue(typed, this.options.target).catch(this.options.onError);
    }
  }

  async #enqueue(typed: Typed, target: () => Target): Promise<string> {
    const { content, files, kept } = typed;
    const { outbox } = await this.options.who().whenKnown();
    const { id, open } = target();
    const act = { kind: 'send' as const, content, ...(files.length > 0 && { files }) };
    const { client_id } = await outbox.enqueue(id, act, open, kept);
    if (this.options.who().isGuess) this.#unclaimed.add(client_id, typed);
    return client_id;
  }

  /** @param id the conversation that was shown when it was asked for, whatever is shown by now. */
  async #change(id: string | null, act: MessageAct): Promise<void> {
    this.#check();
    if (id === null) throw new ChatError('not_found', 'There is no conversation yet.');
    const { outbox } = await this.options.who().whenKnown();
    const clientId = await outbox.change(id, act);
    if (clientId !== null && this.options.who().isGuess) this.#unclaimed.add(clientId, null);
  }

  #check(): void {
    if (this.options.isClosed()) throw new ChatError('closed', 'This chat was closed.');
  }
}
