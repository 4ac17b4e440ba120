/** One element on the page with a chat that is written by hand, at a quarter past ten on a Tuesday of 2027. */
import '../../../sdk/src/define.js';
import type { CrmChatElement } from '../../../sdk/src/define.js';
import type { OutboxEntry, OutboxFile } from '../../../sdk/src/entry.js';
import type { Attachment, ConversationState, Message, User } from '../../../sdk/src/protocol/index.js';
import { createFakeClock, type FakeClock } from '../../../sdk/test/outbox/fake-clock.js';
import * as cast from '../../../sdk/test/view/fake-chat.js';
import { drawing, fileOf } from './pictures.js';
import { wordsIn } from './words.js';

const TODAY = '2027-03-09';
const DAY_MS = 86_400_000;

/** When everything happens; the test holds the page's own clock there too. */
export const NOW = Date.parse(`${TODAY}T10:15:00.000Z`);

export interface Look {
  readonly theme: 'light' | 'dark';
  readonly locale: 'en' | 'ar' | 'he';
}

export interface SceneOptions {
  /** Default: the customer. */
  readonly you?: 'tomas' | 'dana';
  /** Null: still to be opened. */
  readonly conversation?: Partial<ConversationState> | null;
  readonly loaded?: boolean;
  readonly element?: Partial<CrmChatElement>;
  /** In the element, for its slots. */
  readonly inside?: string;
  /** No chat: the page has not set it up. */
  readonly bare?: boolean;
}

export type Said = Partial<Message> & { readonly at?: string; readonly day?: number };

export class Scene {
  readonly t: (text: string) => string;
  readonly clock: FakeClock = createFakeClock(() => 0.5, NOW);
  readonly chat: cast.FakeChat;
  readonly element: CrmChatElement;
  readonly tomas: User;
  readonly dana: User;
  readonly priya: User;
  readonly lena: User;
  readonly bot: User;
  /** What a screen reader was told, in its order. */
  readonly heard: string[] = [];

  constructor(look: Look, options: SceneOptions) {
    this.t = wordsIn(look.locale);
    const named = (user: User): User => ({ ...user, name: this.t(user.name) });
    [this.tomas, this.dana, this.priya, this.bot] = [cast.tomas, cast.dana, cast.priya, cast.bot].map(named) as [
      User,
      User,
      User,
      User,
    ];
    this.lena = named(cast.person('lena', 'Lena Brandt'));
    this.chat = cast.fakeChat({
      you: this[options.you ?? 'tomas'],
      conversation: options.conversation === null ? null : this.conversation(options.conversation),
      loaded: options.loaded ?? true,
    });
    this.chat.clock = this.clock;
    this.chat.attachmentLink = async (id) => {
      if (id.includes('gone')) throw new Error('The relay has lost it.');
      const url = URL.createObjectURL(await drawing(id));
      return { url, expires_at: new Date(NOW + DAY_MS).toISOString() };
    };
    this.element = document.createElement('crm-chat');
    this.element.innerHTML = options.inside ?? '';
    const { theme, locale } = look;
    Object.assign(this.element, { theme, locale, clock: this.clock, ...options.element });
    if (!options.bare) this.element.chat = this.chat;
  }

  get root(): ShadowRoot {
    return this.element.shadowRoot!;
  }

  conversation(more: Partial<ConversationState> = {}): ConversationState {
    const one = cast.conversationOf(more);
    const participants = one.participants.map((seat) => ({
      ...seat,
      user: { ...seat.user, name: this.t(seat.user.name) },
    }));
    return { ...one, title: this.t(one.title), participants };
  }

  time(at: string, day = 0): string {
    return new Date(Date.parse(`${TODAY}T${at}:00.000Z`) + day * DAY_MS).toISOString();
  }

  /** A message that the relay has. */
  say(who: User, text: string, { at = '10:10', day = 0, ...more }: Said = {}): Message {
    return this.chat.receive(who, this.t(text), { created_at: this.time(at, day), ...more });
  }

  event(who: User, event: 'participant_added' | 'handed_over' | 'closed' | 'assigned', user: User, at: string): void {
    this.say(who, '', { at, type: 'event', rich: { kind: 'event', event, user } });
  }

  /** One of one's own that waits in the outbox. */
  wait(text: string, more: Partial<OutboxEntry> = {}): OutboxEntry {
    const act = { kind: 'send', content: { text: this.t(text) } } as const;
    return this.chat.queue('', { act, created_at: this.time('10:14'), ...more });
  }

  file(name: string, type: string, size: number): Attachment {
    const id = name.replace(/\W/g, '-');
    return { id, name, type, size, url: `/api/attachments/${id}/` };
  }

  /** One that waits in the outbox, with its copy on this device. */
  async kept(name: string, type: string, size: number, more: Partial<OutboxFile> = {}): Promise<OutboxFile> {
    const id = `kept-${name}`;
    this.chat.files.set(id, await drawing(name));
    return { id, name, type, size, lost: 0, failures: 0, attachment: null, ...more };
  }

  $(selector: string): HTMLElement {
    const found = this.root.querySelector<HTMLElement>(selector);
    if (!found) throw new Error(`There is no ${selector}.`);
    return found;
  }

  async until(selector: string): Promise<HTMLElement> {
    await this.waitFor(() => this.root.querySelector(selector) !== null, selector);
    return this.$(selector);
  }

  /** @param what for, as the error names it. */
  async waitFor(isThere: () => boolean, what: string): Promise<void> {
    for (let frames = 0; frames < 600; frames += 1) {
      if (isThere()) return;
      await frame();
    }
    throw new Error(`Waited in vain for ${what}.`);
  }

  async click(selector: string): Promise<void> {
    (await this.until(selector)).click();
    await this.settle();
  }

  async type(text: string, selector = 'textarea'): Promise<void> {
    const field = this.$(selector) as HTMLTextAreaElement;
    field.focus();
    field.value = this.t(text);
    field.setSelectionRange(field.value.length, field.value.length);
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await this.settle();
  }

  /** Picked, as by the dialog that the paper clip opens. */
  async pick(...names: readonly string[]): Promise<void> {
    const input = this.$('input[type=file]') as HTMLInputElement;
    const files = new DataTransfer();
    for (const name of names) files.items.add(await fileOf(name));
    input.files = files.files;
    input.dispatchEvent(new Event('change'));
    await this.settle();
  }

  /** The message with that text under hand, its tools on its corner. */
  async hold(at: number): Promise<HTMLElement> {
    const all = [...this.root.querySelectorAll<HTMLElement>('.msg')];
    const message = all.at(at);
    message?.focus();
    await this.until('.tools');
    return message!;
  }

  async tool(at: number, place: number): Promise<void> {
    const message = await this.hold(at);
    message.querySelectorAll<HTMLElement>('.tools button')[place]?.click();
    await this.settle();
  }

  /** Rendered and laid out, pictures loaded, nothing moving that ends. */
  async settle(): Promise<void> {
    for (let i = 0; i < 3; i += 1) await frame();
    const ends = (animation: Animation) => animation.effect?.getComputedTiming().iterations !== Infinity;
    await Promise.all(
      this.root
        .getAnimations()
        .filter(ends)
        .map(async ({ finished }) => finished.catch(() => undefined)),
    );
    await Promise.all([...this.root.querySelectorAll('img')].map(async (one) => one.decode().catch(() => undefined)));
    await frame();
  }

  listen(): void {
    new MutationObserver((changes) => {
      for (const { target, addedNodes } of changes)
        if (target instanceof Element && target.matches('.sr[aria-live]'))
          for (const node of addedNodes)
            this.heard.push((node.textContent ?? '').replace(/[\u2066-\u2069]/g, '').replace(/\s+/g, ' '));
    }).observe(this.root, { childList: true, subtree: true });
  }
}

export const frame = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
