/** What happened to a conversation, written into it: the element words it in the reader's language, this is the fallback. */
import { v5 } from 'uuid';
import type { ConversationEvent, User } from '@crm-chat/sdk/protocol';
import type { Change, ConversationRecord } from '../store.js';
import { amend, compose } from './messages.js';
import { changeOf } from './outcome.js';
import type { Entry, Rows } from './rows.js';

export interface Happened {
  readonly event: ConversationEvent;
  /** Whom it happened to. */
  readonly user?: User;
  /** What it changes. */
  readonly fields: Partial<ConversationRecord>;
  readonly removed?: string;
}

function wording(actor: User, { event, user }: Happened): string {
  const who = actor.name;
  const whom = user?.name ?? '';
  const self = user?.id === actor.id;
  switch (event) {
    case 'participant_added':
      return self ? `${who} joined` : `${who} added ${whom}`;
    case 'participant_removed':
      return self ? `${who} left` : `${who} removed ${whom}`;
    case 'assigned':
      return self ? `${who} took this on` : `${who} assigned this to ${whom}`;
    case 'unassigned':
      return self ? `${who} handed this back` : `${who} took this from ${whom}`;
    case 'closed':
      return `${who} closed the conversation`;
    case 'reopened':
      return `${who} reopened the conversation`;
    case 'handed_over':
      return `${who} took over from the bot`;
  }
}

/** Any constant would do: it keeps these ids apart from all others that are derived by name. */
const NAMESPACE = '6f1d2c0a-7b0e-5d0f-9c51-2f3f6f0c8a44';

/** One rev for the event message and for the change that it tells of. */
export function happen(
  rows: Rows,
  before: Entry,
  by: { readonly actor: User; readonly now: string; readonly event_id: string },
  happened: Happened,
  at = 0,
): { entry: Entry; change: Change } {
  const { actor, now } = by;
  const amended = amend(before, now, happened.fields);
  const entry = { ...amended, oldest_at: amended.oldest_at ?? now };
  const id = at === 0 ? by.event_id : v5(`${by.event_id}/${at}`, NAMESPACE);
  const rich = { kind: 'event', event: happened.event, ...(happened.user && { user: happened.user }) } as const;
  const text = wording(actor, happened);
  const row = compose(entry.record, { id, type: 'event', text, rich }, actor, now);
  rows.insert(entry.key, { row, created_at: now, deleted: false, reply: null });
  const change = changeOf(entry.record, {
    row,
    created: true,
    conversation: entry.record,
    ...(happened.removed !== undefined && { removed: happened.removed }),
  });
  return { entry, change };
}
