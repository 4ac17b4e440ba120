/** Listens to a reply that some relay writes, until it has ended. */
import type { Message } from '@crm-chat/sdk/protocol';
import type { Bus, Ephemeral } from '../../bus/bus.js';
import type { Clock } from '../../clock.js';
import { RelayError } from '../../errors.js';
import type { Store } from '../../store/store.js';
import type { ReplyListener } from './reply-desk.js';

export interface Followed {
  readonly tenant: string;
  readonly conversationId: string;
  readonly messageId: string;
  /** The text so far, where this relay writes the reply itself. */
  readonly published: (() => string) | undefined;
}

export interface FollowGround {
  readonly store: Store;
  readonly bus: Bus;
  readonly clock: Clock;
}

/** The bus may lose what another relay says: the store is asked as well. */
const LOOK_MS = 5000;

type Grown = Extract<Ephemeral, { kind: 'delta' | 'draft' }>;

class Follower {
  #known: string | undefined;
  readonly #early: Grown[] = [];
  #wake: () => void = () => undefined;
  #ended: Message | 'gone' | undefined;

  constructor(
    private readonly ground: FollowGround,
    private readonly what: Followed,
    private readonly listener: ReplyListener | undefined,
  ) {}

  async run(): Promise<Message> {
    const signal = this.listener?.signal;
    const wake = (): void => this.#wake();
    const unsubscribe = this.#subscribe();
    signal?.addEventListener('abort', wake, { once: true });
    try {
      await this.#look();
      while (this.#ended === undefined) {
        if (signal?.aborted) throw signal.reason;
        const timeUp = await this.#wait();
        if (timeUp) await this.#look();
      }
      if (this.#ended === 'gone') throw new RelayError('not_found');
      return this.#ended;
    } finally {
      signal?.removeEventListener('abort', wake);
      unsubscribe();
    }
  }

  #wait(): Promise<boolean> {
    return new Promise((resolve) => {
      const cancel = this.ground.clock.after(LOOK_MS, () => resolve(true));
      this.#wake = () => {
        cancel();
        resolve(false);
      };
      if (this.#ended !== undefined || this.listener?.signal.aborted) this.#wake();
    });
  }

  #subscribe(): () => void {
    return this.ground.bus.subscribe((event) => {
      if (event.kind === 'ephemeral') {
        this.#hear(event.event);
        return;
      }
      for (const { tenant, row } of event.commit.changes) {
        if (tenant === this.what.tenant && row?.id === this.what.messageId && row.status !== 'streaming') {
          this.#finish(JSON.parse(row.json) as Message);
        }
      }
    });
  }

  #hear(event: Ephemeral): void {
    if (event.tenant !== this.what.tenant) return;
    if (event.kind === 'dropped' && event.conversation_id === this.what.conversationId) this.#finish('gone');
    if ((event.kind !== 'delta' && event.kind !== 'draft') || event.message_id !== this.what.messageId) return;
    if (!this.listener) return;
    // Until the text so far is here, what comes live waits: at most as long as one read takes.
    if (this.#known === undefined) this.#early.push(event);
    else this.#grow(event);
  }

  #grow(event: Grown): void {
    const known = this.#known ?? '';
    if (event.kind === 'draft') {
      // A text only grows: an older one, behind newer deltas, must not take words back.
      if (known.startsWith(event.text)) return;
      const offset = event.text.startsWith(known) ? known.length : 0;
      this.#tell(offset, event.text.slice(offset));
    } else if (event.offset <= known.length) {
      this.#tell(event.offset, event.text);
    }
    // One past the end: something was missed, and the next draft mends it.
  }

  #tell(offset: number, text: string): void {
    this.#known = (this.#known ?? '').slice(0, offset) + text;
    this.listener?.onDelta({ id: this.what.messageId, offset, text });
  }

  #finish(result: Message | 'gone'): void {
    this.#ended ??= result;
    this.#wake();
  }

  /** How it stands in the store: ended meanwhile, or streaming with this text. */
  async #look(): Promise<void> {
    const { store } = this.ground;
    const { tenant, messageId, published } = this.what;
    const found = await store.message(tenant, messageId);
    if (found === null) this.#finish('gone');
    else if (found.row.status !== 'streaming') this.#finish(JSON.parse(found.row.json) as Message);
    if (this.#known !== undefined || this.#ended !== undefined || !this.listener) return;
    const text = published ? null : (await store.streaming()).find((reply) => reply.message_id === messageId)?.text;
    const whole = published?.() ?? text ?? '';
    this.#known = '';
    if (whole !== '') this.#tell(0, whole);
    // Of those that came during the read, the ones that the text holds already change nothing.
    for (const event of this.#early.splice(0)) {
      if (event.kind === 'draft' || event.offset + event.text.length > whole.length) this.#grow(event);
    }
  }
}

/**
 * Resolves with the message once it has ended, as `sent` or `interrupted`.
 *
 * @throws RelayError `not_found` where the conversation went meanwhile; the signal's reason where the listener left
 */
export const followReply = (ground: FollowGround, what: Followed, listener?: ReplyListener): Promise<Message> =>
  new Follower(ground, what, listener).run();
