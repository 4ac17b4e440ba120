import { html, nothing, type TemplateResult } from 'lit';
import { chatIcon, clockIcon, icon } from '../icon.js';
import type { LauncherStrings } from '../words/launcher-strings.js';

export interface LauncherState {
  strings: LauncherStrings;
  /** Of the strings. */
  lang: string;
  unread: number;
  /** Sends that wait for the line to come back. */
  waiting: number;
  open: boolean;
  /** It was asked to open, and the panel is still loading. */
  busy: boolean;
  /** The panel lies over it. */
  covered: boolean;
  onToggle: (event: MouseEvent) => void;
  /** The reader is about to open it. */
  onNear: () => void;
}

export interface LostState {
  strings: LauncherStrings;
  /** It is not the line: the page's files are another version's. */
  isOld: boolean;
  onRetry: () => void;
}

/** Its count is drawn, by style: the button's name says it in words, and not every language says two with a digit. */
const badge = ({ unread, waiting }: LauncherState): TemplateResult | typeof nothing => {
  if (unread > 0) return html`<span class="badge" part="badge" data-n=${unread > 99 ? '99+' : unread}></span>`;
  if (waiting > 0) return html`<span class="badge quiet" part="badge">${icon(clockIcon, 'xs')}</span>`;
  return nothing;
};

const nameOf = ({ strings, unread, waiting }: LauncherState): string => {
  if (unread > 0) return strings.openChatUnread(unread);
  return waiting > 0 ? strings.openChatWaiting(waiting) : strings.openChat;
};

export const launcher = (state: LauncherState): TemplateResult =>
  html`<button
    type="button"
    class="launcher"
    part="launcher"
    lang=${state.lang}
    aria-haspopup="dialog"
    aria-expanded=${state.open ? 'true' : 'false'}
    aria-label=${nameOf(state)}
    aria-busy=${state.busy ? 'true' : nothing}
    ?data-covered=${state.covered}
    @click=${state.onToggle}
    @pointerenter=${state.onNear}
    @focus=${state.onNear}
  >
    <slot name="launcher-icon">${icon(chatIcon)}</slot>${badge(state)}
  </button>`;

/** In place of the panel while it is fetched: what can be typed already, and that it did not come. */
export const early = (field: TemplateResult, state: LostState | null, lang: string): TemplateResult =>
  html`<div class="early" lang=${lang}>${field}${state ? lost(state) : nothing}</div>`;

const lost = ({ strings, isOld, onRetry }: LostState): TemplateResult =>
  html`<p role="alert">
    <bdi>${strings.loadFailed}</bdi> <button type="button" @click=${onRetry}>${strings.tryAgain}</button>${
      isOld
        ? html` <button
            type="button"
            @click=${() => {
              location.reload();
            }}
          >
            ${strings.reloadPage}
          </button>`
        : nothing
    }
  </p>`;
