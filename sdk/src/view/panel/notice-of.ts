/** What the line under the header says: pure, from the state of things to one sentence. */
import type { ConnectionStatus } from '../../chat.js';
import { clockIcon, type Icon } from '../icon.js';
import { alertIcon, checkIcon, lockIcon, offlineIcon, onlineIcon } from '../icons.js';
import type { Strings } from '../words/strings.js';

export type NoticeKind =
  | 'not-set-up'
  | 'logged-out'
  | 'outdated'
  | 'not-found'
  | 'signed-out'
  | 'offline'
  | 'restarting'
  | 'busy'
  | 'reconnecting'
  | 'connecting'
  | 'not-durable'
  | 'back'
  | 'all-sent'
  | 'replaced'
  | 'polling'
  | 'closed';

export interface Notice {
  readonly kind: NoticeKind;
  readonly icon: Icon;
  /** The first words, stressed; empty for none. */
  readonly lead: string;
  readonly text: string;
  readonly dismissible: boolean;
}

export interface NoticeInput {
  status: ConnectionStatus;
  /** How long the present trouble lasts, milliseconds; 0 when connected. */
  troubleFor: number;
  /** Sends that have not reached the relay. */
  waiting: number;
  durable: boolean;
  /** What went out since the line came back, and how many there were; null when nothing waited. */
  drain: { readonly sent: number; readonly total: number } | null;
  allSent: boolean;
  replaced: boolean;
  closed: boolean;
  setup: 'missing' | 'invalid' | 'logged-out' | null;
  dismissed: ReadonlySet<NoticeKind>;
}

/** A first connection may take this long, a lost one that long, before anybody is told. */
export const CONNECTING_MS = 1000;
export const RECONNECTING_MS = 5000;
/** A relay that restarts quicker is not worth a line that comes and goes. */
export const RESTARTING_MS = 1000;

type Say = (kind: NoticeKind, icon: Icon, text: string, more?: { lead?: string; dismissible?: boolean }) => Notice;

const say: Say = (kind, icon, text, { lead = '', dismissible = false } = {}) => ({
  kind,
  icon,
  lead,
  text,
  dismissible,
});

/** What stops the conversation until somebody does something. */
function stopped({ status, setup }: NoticeInput, words: Strings['notices']): Notice | null {
  if (setup === 'missing') return say('not-set-up', alertIcon, words.notSetUp);
  if (setup === 'invalid') return say('not-set-up', alertIcon, words.setUpWrong);
  if (setup === 'logged-out') return say('logged-out', lockIcon, words.loggedOut);
  if (status === 'outdated') return say('outdated', alertIcon, words.outdated);
  if (status === 'not-found') return say('not-found', alertIcon, words.notFound);
  if (status === 'signed-out' || status === 'closed') return say('signed-out', lockIcon, words.signedOut);
  return null;
}

/** What passes by itself. */
function troubled(input: NoticeInput, words: Strings['notices']): Notice | null {
  const { status, troubleFor, durable, waiting } = input;
  if (status === 'offline') {
    const text = durable ? words.offline(waiting) : words.notDurable;
    return say('offline', offlineIcon, text, { lead: words.offlineLead });
  }
  if (status === 'restarting' && troubleFor >= RESTARTING_MS) return say('restarting', clockIcon, words.restarting);
  if (status === 'busy' && troubleFor >= RESTARTING_MS) return say('busy', clockIcon, words.busy);
  if (status === 'reconnecting' && troubleFor >= RECONNECTING_MS)
    return say('reconnecting', offlineIcon, words.reconnecting);
  if (status === 'connecting' && troubleFor >= CONNECTING_MS) return say('connecting', onlineIcon, words.connecting);
  return null;
}

/** The worst that holds, or null. */
export function noticeOf(input: NoticeInput, strings: Strings): Notice | null {
  const words = strings.notices;
  const { drain, dismissed, waiting } = input;
  const bad = stopped(input, words) ?? troubled(input, words);
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

export const sentenceOf = ({ lead, text }: Notice, { gap }: Strings): string => (lead ? lead + gap + text : text);
