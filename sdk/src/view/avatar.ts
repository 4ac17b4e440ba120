import { html, nothing, type TemplateResult } from 'lit';
import type { User } from '../protocol/index.js';
import { icon } from './icon.js';
import { botIcon } from './icons.js';
import { hueOf, type Names } from './people.js';

/** People are round, the bot is square. The name beside it says who it is; this only helps to find it again. */
export const avatar = (user: User, names: Names, { online = false, large = false } = {}): TemplateResult => {
  const isBot = user.role === 'bot';
  return html`<span
    class="avatar ${large ? 'l' : ''} ${isBot ? 'bot' : `h${String(hueOf(user.id))}`}"
    part="avatar"
    aria-hidden="true"
    >${isBot ? icon(botIcon) : names.initials(user)}${online ? html`<span class="dot"></span>` : nothing}</span
  >`;
};
