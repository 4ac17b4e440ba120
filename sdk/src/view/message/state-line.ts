import { html, nothing, type TemplateResult } from 'lit';
import type { Limits } from '../../protocol/index.js';
import { failureParts } from '../chunks.js';
import { timeOf } from '../format.js';
import { clockIcon, icon, type Icon } from '../icon.js';
import { alertIcon, checkIcon, checksIcon } from '../icons.js';
import type { OwnState } from './own-state.js';
import type { View } from '../view.js';

const READERS_MAX = 3;

const readText = (state: Extract<OwnState, { kind: 'read' }>, { strings, names, format }: View): string => {
  if (state.alone) {
    const at = state.readers[0]?.last_read_at;
    return strings.readAt(at ? format.time(timeOf(at)) : '');
  }
  const all = state.readers.map(({ user }) => names.short(user));
  const shown = all.length > READERS_MAX ? all.slice(0, READERS_MAX - 1) : all;
  const more = all.length - shown.length;
  return strings.readBy(format.list(more > 0 ? [...shown, strings.andMore(more)] : shown));
};

/** What the line under one's own message says; empty where it only keeps its place. */
export function stateText(state: OwnState, view: View, limits: Readonly<Limits>): string {
  const { strings, format, clock } = view;
  switch (state.kind) {
    case 'fresh':
      return '';
    case 'sending':
      return strings.sending;
    case 'waiting':
      return strings.waiting;
    case 'soon':
      return strings.soon(Math.max(1, Math.ceil((state.until - clock.now()) / 1000)));
    case 'sent':
      return strings.sentAt(format.time(state.at));
    case 'read':
      return readText(state, view);
    case 'failed':
      return failureParts.now?.failureOf(state.entry, view, limits).sentence ?? strings.notSent('');
  }
}

const ICONS: Readonly<Partial<Record<OwnState['kind'], Icon>>> = {
  waiting: clockIcon,
  soon: clockIcon,
  sent: checkIcon,
  read: checksIcon,
  failed: alertIcon,
};

export const stateLine = (id: string, kind: OwnState['kind'], text: string): TemplateResult => {
  const sign = ICONS[kind];
  return html`<p class="meta ${kind === 'failed' ? 'bad' : ''}" part="meta" id=${id}>
    ${sign ? icon(sign, 'xs') : nothing}<span>${text}</span>
  </p>`;
};
