import { html, type TemplateResult } from 'lit';
import { icon } from '../icon.js';
import { checkIcon, lockIcon, sendIcon } from '../icons.js';
import type { View } from '../view.js';

/** A button leaves the focus, and the keyboard of a phone, where they are. */
const keepFocus = (event: Event): void => {
  event.preventDefault();
};

export const sendButton = ({ strings }: View, ready: boolean, isEdit: boolean): TemplateResult =>
  html`<button
    type="submit"
    class="send ${ready ? 'on' : ''}"
    part="send"
    aria-label=${isEdit ? strings.save : strings.send}
    aria-disabled=${ready ? 'false' : 'true'}
    @pointerdown=${keepFocus}
  >
    ${icon(isEdit ? checkIcon : sendIcon)}
  </button>`;

/** For the team: a switch that stays as it was put, and colours the field as long as it is on. */
export const noteSwitch = ({ strings }: View, isOn: boolean, isFixed: boolean, onClick: () => void): TemplateResult =>
  html`<button
    type="button"
    class="icon-btn note-switch"
    aria-pressed=${isOn ? 'true' : 'false'}
    aria-label=${strings.noteForTeam}
    title=${strings.noteForTeam}
    ?disabled=${isFixed}
    @pointerdown=${keepFocus}
    @click=${onClick}
  >
    ${icon(lockIcon)}
  </button>`;
