import { html, type TemplateResult } from 'lit';

/** An icon on a grid of 20, one path; round ends and a stroke of 1.5 at every size. */
export interface Icon {
  readonly d: string;
  /** What points along the line of reading turns with it; a check, a clock and an arrow upwards do not. */
  readonly look?: 'flip' | 'solid' | 'bold';
}

/** @param size `s` 16, `xs` 15, `''` 20 pixels. */
export const icon = ({ d, look }: Icon, size: '' | 's' | 'xs' = ''): TemplateResult =>
  html`<svg class="icon ${size} ${look ?? ''}" viewBox="0 0 20 20" aria-hidden="true">
    <path vector-effect="non-scaling-stroke" d=${d} />
  </svg>`;

/** The launcher's own; the others come with the panel. */
export const chatIcon: Icon = {
  d: 'M7 3.75h6a4 4 0 0 1 4 4v8.5c0 .6-.68.96-1.18.62L13 15H7a4 4 0 0 1-4-4V7.75a4 4 0 0 1 4-4ZM6.75 8h6.5M6.75 11h3.75',
  look: 'flip',
};
export const clockIcon: Icon = { d: 'M3.5 10a6.5 6.5 0 1 0 13 0 6.5 6.5 0 1 0-13 0M10 6.25V10l2.5 1.75' };
