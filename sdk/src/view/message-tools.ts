import { html, type TemplateResult } from 'lit';
import { copies } from './copy.js';
import { icon } from './icon.js';
import { checkIcon, copyIcon } from './icons.js';
import type { Strings } from './strings.js';

/** What can be done with a message, at its corner while it is under hand. Tab reaches it in a message that was entered. */
export const messageTools = (text: string, strings: Strings): TemplateResult =>
  html`<div class="tools" role="toolbar" aria-label=${strings.messageTools}>
    <button
      type="button"
      class="icon-btn small copy"
      tabindex="-1"
      aria-label=${strings.copyMessage}
      title=${strings.copy}
      @click=${copies(text)}
    >
      <span class="todo">${icon(copyIcon, 's')}</span><span class="done">${icon(checkIcon, 's')}</span>
    </button>
  </div>`;
