import type { Outbox } from '../outbox/outbox.js';
import type { SendContent } from '../protocol/index.js';
import type { PickedFiles } from '../files/picked-files.js';

export interface Typed extends PickedFiles {
  content: SendContent;
}

/** What was done while it was only a guess who is here: what was typed goes along when it was somebody else. */
export class Unclaimed {
  readonly #done = new Map<string, Typed | null>();

  /** @param typed null for what was done to a message, which is nothing for anybody else to do. */
  add(clientId: string, typed: Typed | null): void {
    this.#done.set(clientId, typed);
  }

  /** The guess was right. */
  clear(): void {
    this.#done.clear();
  }

  /** Resolves with what could be had back, by order: what is being sent by another tab stays where it is. */
  async takeBack(outbox: Outbox): Promise<Typed[]> {
    const done = [...this.#done];
    this.#done.clear();
    const back: Typed[] = [];
    for (const [clientId, typed] of done) {
      const isBack = await outbox.discard(clientId);
      if (isBack && typed) back.push(typed);
    }
    return back;
  }
}
