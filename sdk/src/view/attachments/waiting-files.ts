/** Files that the next message takes along: why one is refused, and how they look in the field. */
import { html, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import type { Chat } from '../../chat.js';
import { refusalOf } from '../../files/picked-files.js';
import { icon } from '../icon.js';
import { attachIcon, xIcon } from '../icons.js';
import { fileInSentence, plainName } from '../plain-name.js';
import { fileWords } from '../words/parts/files.js';
import type { View } from '../view.js';
import { drawInto } from './picture.js';
import { isPicture } from './shown-file.js';

/** Pixels of the longer side, for 64 on a dense screen. */
const THUMB_PX = 192;

const drawn = new WeakMap<HTMLCanvasElement, File>();

function draw(canvas: Element | undefined, file: File): void {
  if (!(canvas instanceof HTMLCanvasElement) || drawn.get(canvas) === file) return;
  drawn.set(canvas, file);
  // What cannot be drawn keeps its name, and the relay looks at it in any case.
  void drawInto(canvas, file, THUMB_PX).catch(() => undefined);
}

export const thumbs = (
  files: readonly File[],
  { stringsWith, format }: View,
  onRemove: (at: number, button: EventTarget | null) => void,
): TemplateResult =>
  html`<ul class="tray" aria-label=${stringsWith(fileWords).files.attached}>
    ${files.map((file, at) => {
      const name = plainName(file.name);
      const cross = html`<button
        type="button"
        class="x"
        aria-label=${stringsWith(fileWords).files.remove(name)}
        @click=${({ currentTarget }: Event) => {
          onRemove(at, currentTarget);
        }}
      >
        ${icon(xIcon, 'xs')}
      </button>`;
      return isPicture(file)
        ? html`<li class="thumb">
            <canvas
              role="img"
              aria-label=${name}
              ${ref((canvas) => {
                draw(canvas, file);
              })}
            ></canvas
            >${cross}
          </li>`
        : html`<li class="thumb doc">
            <bdi class="name" title=${name}>${name}</bdi><span class="about">${format.bytes(file.size)}</span>${cross}
          </li>`;
    })}
  </ul>`;

/** Why the relay would not take a file, in the reader's words; null: it may. */
function sentenceOf(file: File, chat: Chat, { stringsWith, format }: View): string | null {
  const strings = stringsWith(fileWords);
  const limits = chat.stores.$limits.get();
  const name = fileInSentence(file.name);
  switch (refusalOf(file, limits)?.code) {
    case undefined:
      return null;
    case 'too_large':
      return strings.files.tooLarge(name, format.bytes(file.size), format.bytes(limits.upload_bytes));
    case 'invalid':
      return strings.files.empty(name);
    default:
      return strings.files.kind(name);
  }
}

/** By file, those that the relay would not take. */
export const refusalsOf = (files: readonly File[], chat: Chat, view: View): ReadonlyMap<File, string> =>
  new Map(
    files.flatMap((file) => {
      const sentence = sentenceOf(file, chat, view);
      return sentence === null ? [] : [[file, sentence] as const];
    }),
  );

/** More than a message takes. */
export const tooMany = (most: number, { stringsWith }: View): string => stringsWith(fileWords).files.max(most);

/** Over the panel, while files are dragged there. */
export const dropSign = ({ stringsWith, format }: View, chat: Chat): TemplateResult => {
  const strings = stringsWith(fileWords);
  const { attachments, upload_bytes } = chat.stores.$limits.get();
  return html`<div class="drop" aria-hidden="true">
    ${icon(attachIcon)}<b>${strings.files.drop}</b
    ><span>${strings.files.dropLimits(attachments, format.bytes(upload_bytes))}</span>
  </div>`;
};
