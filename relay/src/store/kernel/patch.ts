import { isDeepStrictEqual } from 'node:util';
import type { Change, ConversationRecord, PatchWrite, WriteOutcome } from '../store.js';
import { coversSubject, enter } from './access.js';
import { happen, type Happened } from './events.js';
import { amend } from './messages.js';
import { changeOf, done, refused } from './outcome.js';
import type { Entry, Rows } from './rows.js';

const NAMES = ['title', 'status', 'is_archived', 'bot', 'assignee', 'subject', 'metadata'] as const;
type Fields = { -readonly [Name in (typeof NAMES)[number]]?: ConversationRecord[Name] };

/** What would be another value than it is. */
function differing(record: ConversationRecord, write: PatchWrite): Fields {
  const wanted = NAMES.filter((name) => write[name] !== undefined && !isDeepStrictEqual(write[name], record[name]));
  return Object.fromEntries(wanted.map((name) => [name, write[name]]));
}

/** The changes that people are told of, each with what it changes; and the rest. */
function events(record: ConversationRecord, write: PatchWrite, fields: Fields): { told: Happened[]; silent: Fields } {
  const { status, assignee, bot, ...silent } = fields;
  const rest: Fields = { ...silent };
  const told: Happened[] = [];
  if (status !== undefined) told.push({ event: status === 'closed' ? 'closed' : 'reopened', fields: { status } });
  if (assignee !== undefined) {
    const previous = record.assignee;
    // The same person under a new name was not assigned again.
    if (assignee && assignee.id === previous?.id) rest.assignee = assignee;
    else if (assignee) told.push({ event: 'assigned', user: assignee, fields: { assignee } });
    else told.push({ event: 'unassigned', ...(previous && { user: previous }), fields: { assignee } });
  }
  if (bot !== undefined) {
    const byStaff = write.actor.role === 'agent' || write.actor.role === 'admin';
    if (bot === 'off' && record.bot === 'auto' && byStaff) told.push({ event: 'handed_over', fields: { bot } });
    else rest.bot = bot;
  }
  return { told, silent: rest };
}

function subjectFault(rows: Rows, entry: Entry, write: PatchWrite, fields: Fields) {
  const { subject, status } = { ...entry.record, ...fields };
  if (subject === null) return undefined;
  const named = fields.subject !== undefined && write.access.kind === 'person';
  if (named && !coversSubject(write.access.subjects, subject)) return 'subject_not_allowed';
  if (status === 'closed') return undefined;
  const holder = rows.subjectHolder(entry.record.tenant, subject);
  return holder === undefined || holder === entry.key ? undefined : 'subject_taken';
}

export function patch(rows: Rows, write: PatchWrite): WriteOutcome {
  const before = enter(rows, write);
  if (!before) return refused('not_found');
  const fields = differing(before.record, write);
  const fault = subjectFault(rows, before, write, fields);
  if (fault) return refused(fault);

  const { told, silent } = events(before.record, write, fields);
  const changes: Change[] = [];
  let entry = before;
  if (told.length === 0 && Object.keys(silent).length > 0) {
    entry = amend(entry, write.now, silent);
    changes.push(changeOf(entry.record, { conversation: entry.record }));
  }
  for (const [at, happened] of told.entries()) {
    // What nobody is told of rides with the first.
    const all = at === 0 ? { ...happened, fields: { ...silent, ...happened.fields } } : happened;
    const { entry: after, change } = happen(rows, entry, write, all, at);
    entry = after;
    changes.push(change);
  }
  // Texts that came while the bot was not `auto` may be owed an answer now: the rows decide.
  if (fields.bot === 'auto') entry = { ...entry, asked_at: write.now };
  if (entry !== before) rows.put(entry);
  return done(entry, { changes, conversation: entry.record });
}
