import type { Chat } from '../../chat.js';
import type { User } from '../../protocol/index.js';
import { peopleList } from '../styles/people-list.js';
import { candidates, list, moveOf, optionId, queryAt } from './mentions.js';
import type { View } from '../view.js';

export const styles = [peopleList];

/** The list of people under the hands of the field: what is typed behind an `@` opens it, and a pick goes into the text. */
export class MentionBox {
  people: readonly User[] = [];
  active = 0;
  #from = 0;
  /** Those picked for the text in the field, with what was written for them. */
  readonly #picked = new Map<string, string>();
  /** Where Esc closed it: the same `@` opens it no more. */
  #closedAt: number | null = null;

  constructor(
    private readonly host: {
      readonly chat: Chat;
      readonly view: View;
      readonly field: HTMLTextAreaElement | null;
      requestUpdate(): void;
      typed(text: string): void;
    },
  ) {}

  get isOpen(): boolean {
    return this.people.length > 0;
  }

  get activeId(): string | null {
    return this.isOpen ? optionId(this.active) : null;
  }

  /** After each change of the text or the caret. */
  look(): void {
    const { field, chat, view } = this.host;
    const text = field?.value ?? '';
    const found = field && field.selectionStart === field.selectionEnd && queryAt(text, field.selectionEnd);
    if (!found || found.from !== this.#closedAt) this.#closedAt = null;
    const people = found && this.#closedAt === null ? candidates(chat, found.query, view) : [];
    const isSame = people.length === this.people.length && people.every(({ id }, i) => id === this.people[i]?.id);
    if (found) this.#from = found.from;
    if (isSame) return;
    this.people = people;
    this.active = 0;
    this.host.requestUpdate();
  }

  /** @returns whether the key was the list's. */
  key(event: KeyboardEvent): boolean {
    const move = this.isOpen ? moveOf(event) : null;
    if (!move) return false;
    event.preventDefault();
    event.stopPropagation();
    const { length } = this.people;
    if (move === 'up') this.active = (this.active + length - 1) % length;
    else if (move === 'down') this.active = (this.active + 1) % length;
    else if (move === 'close') this.#closedAt = this.#from;
    const user = this.people[this.active];
    if (move === 'pick' && user) this.#pick(user);
    if (move === 'close') this.close();
    this.host.requestUpdate();
    return true;
  }

  close(): void {
    if (!this.isOpen) return;
    this.people = [];
    this.host.requestUpdate();
  }

  /** Ids of those whose name still stands in the text. */
  of(text: string): string[] {
    return [...this.#picked].filter(([, name]) => text.includes(`@${name}`)).map(([id]) => id);
  }

  /** The text is sent or given up. */
  clear(): void {
    this.#picked.clear();
    this.close();
  }

  render() {
    if (!this.isOpen) return null;
    const { view, chat } = this.host;
    const present = new Set(chat.stores.$presence.get().map(({ id }) => id));
    return list(this.people, this.active, view, present, (user) => this.#pick(user));
  }

  #pick(user: User): void {
    const { field, view } = this.host;
    if (!field) return;
    const name = view.names.full(user);
    this.#picked.set(user.id, name);
    field.setRangeText(`@${name} `, this.#from, field.selectionEnd, 'end');
    this.people = [];
    this.host.typed(field.value);
    field.focus();
  }
}
