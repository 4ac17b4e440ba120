/** What the line under the header says while the relay cannot be reached, and nothing be loaded. Pure, as are the others: `notices.ts`. */
import type { ConnectionStatus } from '../../chat.js';
import { clockIcon, type Icon } from '../icon.js';
import { offlineIcon, onlineIcon } from '../icons.js';
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

const OTHERS: ReadonlySet<ConnectionStatus> = new Set(['outdated', 'not-found', 'signed-out', 'closed', 'polling']);

type Say = (kind: NoticeKind, icon: Icon, text: string, more?: { lead?: string; dismissible?: boolean }) => Notice;

export const say: Say = (kind, icon, text, { lead = '', dismissible = false } = {}) => ({
  kind,
  icon,
  lead,
  text,
  dismissible,
});

export function lineNotice(input: NoticeInput, { notices: words }: Strings): Notice | null {
  if (input.setup) return null;
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

/** Whether there may be something else to say. */
export const mayHaveOther = (input: NoticeInput): boolean =>
  input.setup !== null ||
  !input.durable ||
  input.drain !== null ||
  input.allSent ||
  input.replaced ||
  input.closed ||
  OTHERS.has(input.status);

export const sentenceOf = ({ lead, text }: Notice, { gap }: Strings): string => (lead ? lead + gap + text : text);
