/** What the line under the header says besides that the relay cannot be reached: comes with the first of these. */
import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../icon.js';
import { alertIcon, checkIcon, lockIcon, onlineIcon, xIcon } from '../icons.js';
import { noticeWords } from '../words/parts/notices.js';
import type { Strings, StringsWith } from '../words/strings.js';
import { say, type Notice, type NoticeInput } from './notice-of.js';
import type { NoticeActions } from './notice.js';

type NoticeWords = (Strings & ReturnType<typeof noticeWords>)['notices'];

/** What stops the conversation until somebody does something. */
function stopped({ status, setup }: NoticeInput, words: NoticeWords): Notice | null {
  if (setup === 'missing') return say('not-set-up', alertIcon, words.notSetUp);
  if (setup === 'invalid') return say('not-set-up', alertIcon, words.setUpWrong);
  if (setup === 'logged-out') return say('logged-out', lockIcon, words.loggedOut);
  if (status === 'outdated') return say('outdated', alertIcon, words.outdated);
  if (status === 'not-found') return say('not-found', alertIcon, words.notFound);
  if (status === 'signed-out' || status === 'closed') return say('signed-out', lockIcon, words.signedOut);
  return null;
}

/** The worst that holds, or null; after `lineNotice`. */
export function otherNotice(input: NoticeInput, stringsWith: StringsWith): Notice | null {
  const { notices: words } = stringsWith(noticeWords);
  const { drain, dismissed, waiting } = input;
  const bad = stopped(input, words);
  if (bad) return bad;
  // Dismissed, it is back as soon as there is something to lose.
  if (!input.durable && (waiting > 0 || !dismissed.has('not-durable')))
    return say('not-durable', alertIcon, words.notDurable, { dismissible: waiting === 0 });
  if (drain)
    return say('back', onlineIcon, words.back(Math.min(drain.sent + 1, drain.total), drain.total), {
      lead: words.backLead,
    });
  if (input.allSent) return say('all-sent', checkIcon, words.allSent);
  if (input.replaced) return say('replaced', onlineIcon, words.replaced);
  if (input.status === 'polling' && !dismissed.has('polling'))
    return say('polling', onlineIcon, words.polling, { dismissible: true });
  if (input.closed) return say('closed', lockIcon, words.closed);
  return null;
}

/** What can be done about it. */
export const noticeButtons = (
  notice: Notice,
  stringsWith: StringsWith,
  { onDismiss, onStartNew }: NoticeActions,
): TemplateResult => {
  const words = stringsWith(noticeWords).notices;
  const dismiss = () => {
    onDismiss(notice);
  };
  return html`${
    notice.kind === 'closed' && onStartNew
      ? html`<button type="button" class="btn" @click=${onStartNew}>${words.startNew}</button>`
      : nothing
  }${
    notice.dismissible
      ? html`<button type="button" class="icon-btn small" aria-label=${words.dismiss} @click=${dismiss}>
          ${icon(xIcon, 's')}
        </button>`
      : nothing
  }`;
};
