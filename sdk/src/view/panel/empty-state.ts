import { html, nothing, type TemplateResult } from 'lit';
import type { Chat } from '../../chat.js';
import type { PublicPrompt, User } from '../../protocol/index.js';
import { avatar } from '../avatar.js';
import { icon } from '../icon.js';
import { nextIcon } from '../icons.js';
import { isStaff } from '../people.js';
import { emptyWords } from '../words/parts/empty.js';
import { empty } from '../styles/empty.js';
import type { View } from '../view.js';
import { whoIsHere } from './who-is-here.js';

export const styles = [empty];

const PROMPTS_MAX = 4;
const FACES_MAX = 3;

const sentence = ({ stringsWith, names, format }: View, people: readonly User[], bot: User | null): string => {
  const strings = stringsWith(emptyWords);
  const parts: string[] = [];
  if (people.length > 0) {
    const who = format.list(people.slice(0, FACES_MAX).map((user) => names.short(user)));
    parts.push(strings.here(who, people.length));
  }
  if (bot) parts.push((people.length > 0 ? strings.botFirst : strings.botOnly)(names.short(bot)));
  return parts.join(strings.gap) || strings.comeBack;
};

const promptRow = (prompt: PublicPrompt, onPrompt: (prompt: PublicPrompt) => void) => {
  const choose = () => {
    onPrompt(prompt);
  };
  return html`<li>
    <button type="button" @click=${choose}>
      <span><b dir="auto">${prompt.title}</b><span dir="auto">${prompt.text}</span></span
      >${icon(nextIcon, 's')}
    </button>
  </li>`;
};

/** Nothing was said yet: who answers here, and what one could ask. */
export const emptyState = (chat: Chat, view: View, onPrompt: (prompt: PublicPrompt) => void): TemplateResult => {
  const { $you, $prompts } = chat.stores;
  const { names } = view;
  const strings = view.stringsWith(emptyWords);
  const you = $you.get();
  const { people, bot } = whoIsHere(chat);
  const faces = [...people.slice(0, FACES_MAX - (bot ? 1 : 0)), ...(bot ? [bot] : [])];
  const prompts = $prompts.get().slice(0, PROMPTS_MAX);
  const staff = isStaff(you?.user);
  return html`<div class="empty">
    <slot name="empty"
      ><div class="hello">
        ${
          faces.length > 0
            ? html`<div class="stack">${faces.map((user) => avatar(user, names, { large: true }))}</div>`
            : nothing
        }
        <h3>
          ${you?.user.name && !staff ? html`<span>${strings.hello(names.short(you.user))}</span> ` : nothing}${
            staff ? strings.nothingYet : strings.whatCanWeDo
          }
        </h3>
        <p>${staff ? strings.writeFirst : sentence(view, people, bot)}</p>
      </div></slot
    >
    ${
      prompts.length > 0
        ? html`<div class="prompts">
            <p class="label" id="prompts">${strings.startWith}</p>
            <ul aria-labelledby="prompts">
              ${prompts.map((prompt) => promptRow(prompt, onPrompt))}
            </ul>
          </div>`
        : nothing
    }
  </div>`;
};
