import type { Chat } from '../../chat.js';
import type { Clock } from '../../clock.js';

/** A link that is about to end is asked for anew: the browser may take a moment to use it. */
const MARGIN_MS = 30_000;

interface Link {
  url: string;
  until: number;
}

/** Links to the files of one chat: each asked for once, whoever shows it, and again when it has ended. */
export class Links {
  readonly #links = new Map<string, Promise<Link>>();

  constructor(
    private readonly chat: Pick<Chat, 'attachmentLink'>,
    private readonly now: () => number,
  ) {}

  /** @throws ChatError as `attachmentLink` */
  async get(attachmentId: string): Promise<string> {
    const known = this.#links.get(attachmentId);
    const link = known && (await known.catch(() => null));
    if (link && link.until > this.now() + MARGIN_MS) return link.url;
    // Meanwhile another one may have asked.
    const asked = this.#links.get(attachmentId);
    if (asked && asked !== known) return (await asked).url;
    const fresh = this.chat
      .attachmentLink(attachmentId)
      .then(({ url, expires_at }) => ({ url, until: Date.parse(expires_at) }));
    this.#links.set(attachmentId, fresh);
    try {
      return (await fresh).url;
    } catch (error) {
      if (this.#links.get(attachmentId) === fresh) this.#links.delete(attachmentId);
      throw error;
    }
  }

  /** It did not work: the next one is another. */
  forget(attachmentId: string): void {
    this.#links.delete(attachmentId);
  }
}

const links = new WeakMap<Chat, Links>();

export const linksOf = (chat: Chat, clock: Clock): Links => {
  const known = links.get(chat) ?? new Links(chat, () => clock.now());
  links.set(chat, known);
  return known;
};
