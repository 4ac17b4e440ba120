import { html, type TemplateResult } from 'lit';

/** One set on a grid of 20, round ends, a stroke of 1.5 at every size; each icon is one path. */
const PATHS = {
  alert: 'M3.5 10a6.5 6.5 0 1 0 13 0 6.5 6.5 0 1 0-13 0M10 6.75v3.75M10 13.25h.01',
  bot: 'M6.75 7h6.5a3 3 0 0 1 3 3v3a3 3 0 0 1-3 3h-6.5a3 3 0 0 1-3-3v-3a3 3 0 0 1 3-3ZM10 7V4.25M7.6 10.75v1.5M12.4 10.75v1.5M10 4.25h.01',
  chat: 'M7 3.75h6a4 4 0 0 1 4 4v8.5c0 .6-.68.96-1.18.62L13 15H7a4 4 0 0 1-4-4V7.75a4 4 0 0 1 4-4ZM6.75 8h6.5M6.75 11h3.75',
  check: 'm4.5 10.5 3.5 3.5 7.5-8',
  checks: 'm1.75 10.5 3.5 3.5 7-7.75M9.75 13.1l.9.9 7-7.75',
  clock: 'M3.5 10a6.5 6.5 0 1 0 13 0 6.5 6.5 0 1 0-13 0M10 6.25V10l2.5 1.75',
  down: 'M10 4v11.75M4.75 10.5 10 15.75l5.25-5.25',
  lock: 'M6.75 9h6.5a2 2 0 0 1 2 2v3.25a2 2 0 0 1-2 2h-6.5a2 2 0 0 1-2-2V11a2 2 0 0 1 2-2ZM7 9V6.75a3 3 0 0 1 6 0V9',
  next: 'M8 4.75 13.25 10 8 15.25',
  offline:
    'M5.5 10.9a6.4 6.4 0 0 1 2.6-1.6m4.2.1a6.4 6.4 0 0 1 2.2 1.5M3 8.2a10 10 0 0 1 3-2m3.4-.7A10 10 0 0 1 17 8.2M8.1 13.4a2.9 2.9 0 0 1 3.8 0M10 16h.01M3.5 3.5l13 13',
  online: 'M5.5 10.9a6.4 6.4 0 0 1 9 0M8.1 13.4a2.9 2.9 0 0 1 3.8 0M10 16h.01M3 8.2a10 10 0 0 1 14 0',
  send: 'M10 16V4.25M4.75 9.5 10 4.25l5.25 5.25',
  stop: 'M7.25 5.25h5.5a2 2 0 0 1 2 2v5.5a2 2 0 0 1-2 2h-5.5a2 2 0 0 1-2-2v-5.5a2 2 0 0 1 2-2Z',
  trash:
    'M4 5.75h12M7.75 5.5V4.25a.75.75 0 0 1 .75-.75h3a.75.75 0 0 1 .75.75V5.5M5.5 5.75l.6 9.2a1.6 1.6 0 0 0 1.6 1.55h4.6a1.6 1.6 0 0 0 1.6-1.55l.6-9.2',
  x: 'm5.25 5.25 9.5 9.5m0-9.5-9.5 9.5',
} as const;

export type IconName = keyof typeof PATHS;

/** What points along the line of reading turns with it; a check, a clock and an arrow upwards do not. */
const MIRRORED: ReadonlySet<IconName> = new Set(['chat', 'next']);

/** @param size `s` 16, `xs` 15, `''` 20 pixels. */
export const icon = (name: IconName, size: '' | 's' | 'xs' = ''): TemplateResult =>
  html`<svg
    class="icon ${size} ${MIRRORED.has(name) ? 'flip' : ''} ${name === 'stop' ? 'solid' : ''}"
    viewBox="0 0 20 20"
    aria-hidden="true"
  >
    <path vector-effect="non-scaling-stroke" d=${PATHS[name]} />
  </svg>`;
