/** Files that the next message takes along: why one is refused, and how they look in the field. */
import { html, noChange, type ElementPart, type TemplateResult } from 'lit';
import { Directive, directive } from 'lit/directive.js';
import type { Chat } from '../../chat.js';
import { refusalOf } from '../../files/picked-files.js';
import { icon } from '../icon.js';
import { attachIcon, xIcon } from '../icons.js';
import { plainName } from '../plain-name.js';
import { fileInSentence } from './file-in-sentence.js';
import { fileWords } from '../words/parts/files.js';
import type { View } from '../view.js';
import type { Tray, TrayHost } from './tray.js';
import { bytesOf } from './bytes.js';
import { drawInto } from './picture.js';
import { isPicture } from './shown-file.js';

/** Pixels of the longer side, for 64 on a dense screen. */
const THUMB_PX = 192;

const drawn = new WeakMap<HTMLCanvasElement, File>();

function draw(canvas: Element, file: File): void {
  if (!(canvas instanceof HTMLCanvasElement) || drawn.get(canvas) === file) return;
  drawn.set(canvas, file);
  // What cannot be drawn keeps its name, and the relay looks at it in any case.
  void drawInto(canvas, file, THUMB_PX).catch(() => undefined);
}

/** On a canvas: the picture in a file. */
class Drawing extends Directive {
  override render(_file: File): unknown {
    return noChange;
  }

  override update({ element }: ElementPart, [file]: Parameters<this['render']>): unknown {
    draw(element, file);
    return noChange;
  }
}
const drawing = directive(Drawing);

/** Gives a file up. The focus goes to the neighbour that took its place, or back to where it came from. */
async function remove(tray: Tray, host: TrayHost, at: number, button: EventTarget | null): Promise<void> {
  const list = (button as HTMLElement | null)?.closest('ul');
  tray.set(tray.files.filter((_, i) => i !== at));
  await host.updateComplete;
  const left = list?.isConnected ? [...list.querySelectorAll<HTMLElement>('.x')] : [];
  (left[Math.min(at, left.length - 1)] ?? host).focus();
}

export const thumbs = (tray: Tray, host: TrayHost): TemplateResult => {
  const { stringsWith, format } = host.view;
  const strings = stringsWith(fileWords).files;
  return html`<ul class="tray" aria-label=${strings.attached}>
    ${tray.files.map((file, at) => {
      const name = plainName(file.name);
      const cross = html`<button
        type="button"
        class="x"
        aria-label=${strings.remove(name)}
        @click=${({ currentTarget }: Event) => void remove(tray, host, at, currentTarget)}
      >
        ${icon(xIcon, 'xs')}
      </button>`;
      return isPicture(file)
        ? html`<li class="thumb"><canvas role="img" aria-label=${name} ${drawing(file)}></canvas>${cross}</li>`
        : html`<li class="thumb doc">
            <bdi class="name" title=${name}>${name}</bdi
            ><span class="about">${bytesOf(format.locale, file.size)}</span>${cross}
          </li>`;
    })}
  </ul>`;
};

/** Why the relay would not take a file, in the reader's words; null: it may. */
function sentenceOf(file: File, chat: Chat, { stringsWith, format }: View): string | null {
  const strings = stringsWith(fileWords);
  const limits = chat.stores.$limits.get();
  const name = fileInSentence(file.name);
  switch (refusalOf(file, limits)?.code) {
    case undefined:
      return null;
    case 'too_large':
      return strings.files.tooLarge(
        name,
        bytesOf(format.locale, file.size),
        bytesOf(format.locale, limits.upload_bytes),
      );
    case 'invalid':
      return strings.files.empty(name);
    default:
      return strings.files.kind(name);
  }
}

/** So many refused files are named; of those behind them it is said how many they are. */
const NAMED_MAX = 3;

/**
 * By file, why it is not taken: the relay would not take it, or it is more than a message takes.
 *
 * @param held so many files are in the tray besides these.
 */
function refusalsOf(files: readonly File[], held: number, chat: Chat, view: View): ReadonlyMap<File, string> {
  const { attachments: most } = chat.stores.$limits.get();
  const tooMany = view.stringsWith(fileWords).files.max(most);
  const refusals = new Map<File, string>();
  let room = most - held;
  for (const file of files) {
    const sentence = sentenceOf(file, chat, view) ?? (room > 0 ? null : tooMany);
    if (sentence === null) room -= 1;
    else refusals.set(file, sentence);
  }
  // A folder full of them would take the room of the messages.
  const named = [...refusals].filter(([, sentence]) => sentence !== tooMany).slice(NAMED_MAX);
  if (named.length > 1) for (const [file] of named) refusals.set(file, `\u2026 ${view.strings.andMore(named.length)}`);
  return refusals;
}

/** Leaves in the tray what is taken of these. @returns why the others are not. */
export function sift(files: readonly File[], tray: Tray, { chat, view }: TrayHost): readonly string[] {
  const held = tray.files.filter((file) => !files.includes(file)).length;
  const refused = refusalsOf(files, held, chat, view);
  tray.set(tray.files.filter((file) => !refused.has(file)));
  return [...new Set(refused.values())];
}

/** Over the panel, while files are dragged there. */
export const dropSign = ({ stringsWith, format }: View, chat: Chat): TemplateResult => {
  const strings = stringsWith(fileWords);
  const { attachments, upload_bytes } = chat.stores.$limits.get();
  return html`<div class="drop" aria-hidden="true">
    ${icon(attachIcon)}<b>${strings.files.drop}</b
    ><span>${strings.files.dropLimits(attachments, bytesOf(format.locale, upload_bytes))}</span>
  </div>`;
};
