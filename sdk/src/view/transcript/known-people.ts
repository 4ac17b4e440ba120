import type { Chat } from '../../chat.js';
import type { Message, User } from '../../protocol/index.js';

const isSame = (a: User | undefined, b: User): boolean => a?.name === b.name && a.role === b.role;

/** Everybody that this conversation speaks of, by id: the same map until somebody comes to it or is called otherwise. */
export class KnownPeople {
  #people: ReadonlyMap<string, User> = new Map();
  #around: readonly unknown[] = [];
  #first: Message | undefined;
  #length = 0;

  of({ stores }: Chat): ReadonlyMap<string, User> {
    const messages = stores.$messages.get();
    // What is added at the end is all there is to look at: a list of thousands grows with each message.
    const isLonger = messages[0] === this.#first && messages.length >= this.#length;
    this.#add((isLonger ? messages.slice(this.#length) : messages).map(({ sender }) => sender));
    this.#first = messages[0];
    this.#length = messages.length;
    const around = [stores.$conversation.get(), stores.$presence.get()] as const;
    if (around.some((one, i) => one !== this.#around[i])) {
      this.#around = around;
      const [conversation, presence] = around;
      this.#add([...presence, ...(conversation?.participants ?? []).map(({ user }) => user)]);
    }
    return this.#people;
  }

  #add(users: readonly User[]): void {
    const fresh = users.filter((user) => !isSame(this.#people.get(user.id), user));
    if (fresh.length > 0) this.#people = new Map([...this.#people, ...fresh.map((user) => [user.id, user] as const)]);
  }
}
