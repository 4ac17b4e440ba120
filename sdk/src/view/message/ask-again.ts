/** "Ask again" under an answer that did not come to its end. docs/decisions/0015-asking-again-is-a-new-question.md */
import { html, type LitElement, type TemplateResult } from 'lit';
import type { Chat, TimelineItem } from '../../chat.js';
import type { Message } from '../../protocol/index.js';
import { isNote, isOwn } from '../item.js';
import type { Strings } from '../words/strings.js';
import type { View } from '../view.js';
import { isConnected } from '../waiting.js';

const isGone = ({ message }: TimelineItem): boolean => message !== null && message.deleted_at !== null;
const isQuestion = (item: TimelineItem): boolean =>
  !isGone(item) && !isNote(item) && (item.message ? item.message.type === 'text' : item.entry.act.kind === 'send');

/** The last answer that was cut off, if nothing was asked since, and whose question it was. */
function cutOffOf({ stores }: Chat): { answer: Message; questionId: string } | null {
  const you = stores.$you.get();
  const answered = new Set<string>();
  const timeline = stores.$timeline.get();
  for (let at = timeline.length - 1; at >= 0; at -= 1) {
    const item = timeline[at];
    if (!item || (isOwn(item, you) && isQuestion(item))) return null;
    const { message } = item;
    if (message?.sender.role !== 'bot' || message.reply_to === null || isGone(item)) continue;
    const isCutOff = message.status === 'interrupted' && !answered.has(message.reply_to);
    if (isCutOff) return { answer: message, questionId: message.reply_to };
    answered.add(message.reply_to);
  }
  return null;
}

/** An admin may have deleted one since. */
const filesThere = ({ attachments }: Message) => attachments.filter(({ deleted_at }) => deleted_at === undefined);

interface Again {
  /** Id of the answer. */
  readonly answer: string;
  readonly question: Message;
}

/** Null: nothing can be asked again, by this reader, now. */
export function againOf(chat: Chat): Again | null {
  const { $status, $conversation, $messages, $you } = chat.stores;
  const conversation = $conversation.get();
  if (!isConnected($status.get()) || conversation?.status !== 'open' || conversation.bot === 'off') return null;
  const found = cutOffOf(chat);
  const question = found && $messages.get().findLast(({ id }) => id === found.questionId);
  if (!question || question.sender.id !== $you.get()?.user.id) return null;
  // A tombstone has neither words nor files.
  const isEmpty = question.text.trim() === '' && filesThere(question).length === 0;
  return isEmpty ? null : { answer: found.answer.id, question };
}

/** Sends a question again, once for each answer: between the press and the message on the page nothing else says that it was asked. */
export class Asker {
  #asked: string | null = null;
  #isSending = false;

  /** @param host the transcript. */
  constructor(private readonly host: LitElement & { readonly chat: Chat; readonly view: View }) {}

  /** Id of the answer that has the button. */
  of(chat: Chat): string | null {
    const answer = againOf(chat)?.answer ?? null;
    // It is on the page, or what was asked since has gone: a question that is discarded may be asked again.
    if (answer !== this.#asked && !this.#isSending) this.#asked = null;
    return answer === this.#asked ? null : answer;
  }

  readonly press = async (): Promise<void> => {
    const { chat, view } = this.host;
    const again = againOf(chat);
    if (!again || this.#isSending || again.answer === this.#asked) return;
    const { text, reply_to: replyTo, mentions } = again.question;
    const attachments = filesThere(again.question);
    // The button goes: who pressed it by key is at its message then.
    this.host.querySelector<HTMLElement>('.msg:focus-within')?.focus();
    this.#asked = again.answer;
    this.#isSending = true;
    this.host.requestUpdate();
    try {
      await chat.send(text, { replyTo: replyTo ?? undefined, mentions, attachments });
    } catch {
      this.#asked = null;
      this.host.dispatchEvent(new CustomEvent('crm-chat-say', { detail: view.strings.sendFailed, bubbles: true }));
    }
    this.#isSending = false;
    this.host.requestUpdate();
  };
}

export const againButton = (strings: Strings, reachable: boolean, onAgain: () => unknown): TemplateResult =>
  html`<div class="fix">
    <button type="button" class="btn again" tabindex=${reachable ? '0' : '-1'} @click=${onAgain}>
      ${strings.askAgain}
    </button>
  </div>`;
