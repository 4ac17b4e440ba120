/** Whom to mention: a list above the field, by the ARIA combobox pattern. */
import { html, type TemplateResult } from 'lit';
import type { Chat } from '../../chat.js';
import type { User } from '../../protocol/index.js';
import { avatar } from '../avatar.js';
import { peopleWords } from '../words/parts/people.js';
import type { View } from '../view.js';

const SHOWN_MAX = 6;
/** An `@` at the beginning of a word, and up to two words behind it. */
const QUERY = /(?:^|[\s(])@([^\s@]*(?: [^\s@]*)?)$/u;

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();

/** What is being looked for, and where its `@` stands; null: nobody. */
export function queryAt(text: string, caret: number): { from: number; query: string } | null {
  const found = QUERY.exec(text.slice(0, caret));
  const query = found?.[1];
  return query === undefined ? null : { from: caret - query.length - 1, query };
}

/** Of the conversation, whoever has a name or a word of a name that begins so. */
export function candidates({ stores }: Chat, query: string, view: View): readonly User[] {
  const me = stores.$you.get()?.user.id;
  const wanted = plain(query);
  const people = (stores.$conversation.get()?.participants ?? []).map(({ user }) => user);
  const fits = (user: User): boolean => {
    const name = plain(view.names.full(user));
    return name.startsWith(wanted) || name.split(' ').some((word) => word.startsWith(wanted));
  };
  return people.filter((user) => user.id !== me && user.role !== 'system' && fits(user)).slice(0, SHOWN_MAX);
}

/** The keys that the open list takes. */
export type MentionMove = 'up' | 'down' | 'pick' | 'close';

export const moveOf = ({ key, shiftKey }: KeyboardEvent): MentionMove | null => {
  if (shiftKey) return null;
  switch (key) {
    case 'ArrowUp':
      return 'up';
    case 'ArrowDown':
      return 'down';
    case 'Enter':
    case 'Tab':
      return 'pick';
    case 'Escape':
      return 'close';
    default:
      return null;
  }
};

export const optionId = (at: number): string => `crm-chat-person-${String(at)}`;

export const list = (
  people: readonly User[],
  active: number,
  view: View,
  present: ReadonlySet<string>,
  onPick: (user: User) => void,
): TemplateResult =>
  html`<div class="listbox" role="listbox" id="crm-chat-people" aria-label=${view.stringsWith(peopleWords).people}>
    ${people.map((user, i) => {
      const onDown = (event: Event) => {
        // The field keeps the focus.
        event.preventDefault();
      };
      return html`<div
        class="option"
        role="option"
        id=${optionId(i)}
        aria-selected=${i === active ? 'true' : 'false'}
        @pointerdown=${onDown}
        @click=${() => onPick(user)}
      >
        ${avatar(user, view.names, { online: present.has(user.id) })}<b><bdi>${view.names.full(user)}</bdi></b
        ><small>${view.strings.roles[user.role]}</small>
      </div>`;
    })}
  </div>`;
