/** Why something was refused, and what can be done about it: comes with the first. */
import { html, type TemplateResult } from 'lit';
import type { Chat } from '../chat.js';
import { ChatError } from '../errors.js';
import type { Limits } from '../protocol/index.js';
import { textOf, type OutboxEntry } from './item.js';
import { failure } from './styles/failure.js';
import { failureWords } from './words/parts/failures.js';
import type { View } from './view.js';

export const styles = [failure];

export interface Failure {
  /** "Not sent. This conversation is closed." */
  readonly sentence: string;
  /** The text itself is at fault: trying again would fail again, so it is handed back to be changed. */
  readonly mend: boolean;
}

interface FailureContext {
  readonly view: View;
  readonly limits: Readonly<Limits>;
}

/** Why the relay or this device refuses a text; null for a code that has no sentence of its own. */
function reasonOf(code: string, { stringsWith }: View, limits: Readonly<Limits>): string | null {
  const { reasons } = stringsWith(failureWords);
  if (!Object.hasOwn(reasons, code)) return null;
  const reason = reasons[code as keyof typeof reasons];
  return typeof reason === 'string' ? reason : reason(limits.text_chars);
}

/** What a parked entry says of itself. */
export function failureOf(entry: OutboxEntry, view: View, limits: Readonly<Limits>): Failure {
  const strings = view.stringsWith(failureWords);
  const code = entry.error?.code ?? '';
  const reason = reasonOf(code, view, limits) ?? strings.reasonOther;
  const { kind } = entry.act;
  const mend = kind === 'send' && (code === 'text_too_long' || code === 'too_large');
  switch (kind) {
    case 'send':
      return { sentence: strings.notSent(reason), mend };
    case 'edit':
      return { sentence: strings.notChanged(reason), mend };
    case 'delete':
      return { sentence: strings.notDeleted(reason), mend };
    case 'react':
      return { sentence: strings.notReacted(reason), mend };
  }
}

/** Why what was written is back in the field. */
export function refusalOf(error: unknown, view: View, limits: Readonly<Limits>): string {
  const strings = view.stringsWith(failureWords);
  const code = error instanceof ChatError ? error.code : '';
  if (code === 'storage_full') return strings.storageFull;
  return reasonOf(code, view, limits) ?? strings.sendFailed;
}

/** What goes back to the field, to be changed there. */
export interface Mended {
  readonly text: string;
  readonly files: readonly File[];
}

/** Of a parked message, as this device keeps them. */
async function filesOf(entry: OutboxEntry, chat: Chat): Promise<readonly File[]> {
  const own = entry.act.kind === 'send' ? (entry.act.files ?? []) : [];
  const blobs = await Promise.all(own.map(async ({ id }) => chat.file(id)));
  return own.flatMap(({ name, type }, at) => {
    const blob = blobs[at];
    return blob ? [new File([blob], name, { type })] : [];
  });
}

/** A parked message comes back into the field, its files with it, before it is given up. */
async function giveBack(entry: OutboxEntry, { chat }: View, button: EventTarget | null): Promise<void> {
  if (!chat) return;
  const files = await filesOf(entry, chat);
  const detail: Mended = { text: textOf({ key: entry.client_id, message: null, entry }), files };
  button?.dispatchEvent(new CustomEvent('crm-chat-mend', { detail, bubbles: true }));
  await chat.discard(entry.client_id);
}

/** What can be done: give it up, or change it where the text is at fault, else try again. */
export function fixes(entry: OutboxEntry, { view, limits }: FailureContext, reachable: boolean): TemplateResult {
  const strings = view.stringsWith(failureWords);
  const { mend } = failureOf(entry, view, limits);
  const tab = reachable ? '0' : '-1';
  const discard = () => void view.chat?.discard(entry.client_id);
  const again = ({ currentTarget }: Event) =>
    void (mend ? giveBack(entry, view, currentTarget) : view.chat?.retry(entry.client_id));
  return html`<div class="fix">
    <button type="button" class="btn bare" tabindex=${tab} @click=${discard}>${strings.discard}</button>
    <button type="button" class="btn" tabindex=${tab} @click=${again}>${mend ? strings.edit : strings.tryAgain}</button>
  </div>`;
}
