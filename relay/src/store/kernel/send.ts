import type { Code } from '@crm-chat/sdk/protocol';
import type { Audience, Change, NewMessage, SendWrite, Settled, WriteOutcome, WriteRefused } from '../store.js';
import { audienceOf } from './access.js';
import { answerFault, answerOf, answerText, askedBy, rememberAnswer, type Fault } from './answers.js';
import { attach, filesFault } from './files.js';
import { mentionsFault } from './mentions.js';
import { advance, compose, messageOf } from './messages.js';
import { earlier } from './once.js';
import { openConversation, targetOf } from './open.js';
import { changeOf, done, refused, settle } from './outcome.js';
import { withPerson } from './participants.js';
import type { Entry, Rows } from './rows.js';

/** What is to be done about one member: nothing (it was done before), or a message; `same` names an earlier twin in the batch. */
type Step =
  | { readonly kind: 'done'; readonly settled: Settled }
  | { readonly kind: 'new'; readonly item: NewMessage }
  | { readonly kind: 'same'; readonly item: NewMessage; readonly as: number };

const nameOf = (item: NewMessage, at: number): string => item.client_id ?? String(at);

/** Refuses the conversation: then every member is at fault, or a client would not know which to park. */
function refuseAll(write: SendWrite, refusal: WriteRefused): WriteRefused {
  return { ...refusal, errors: write.items.map((item, at) => ({ client_id: nameOf(item, at), code: refusal.code })) };
}

const fault = (code: Code | undefined): Fault | undefined => (code === undefined ? undefined : { code });

function faultOf(rows: Rows, entry: Entry | undefined, write: SendWrite, at: number): Fault | undefined {
  const item = write.items[at];
  if (!item) return fault('internal');
  if (entry?.record.status === 'closed') return fault('conversation_closed');
  const audience = audienceOf(write.access);
  const { role } = write.actor;
  // The door checks this too; a note that a `user` could write would be one that a `user` could read.
  if (item.type === 'note' && (audience !== 'staff' || role === 'user' || role === 'bot')) return fault('forbidden');
  return (
    targetFault(rows, entry, audience, item) ??
    answerFault(rows, entry, write, at) ??
    mentionsFault(entry, write, item) ??
    fault(filesFault(rows, write, item))
  );
}

function targetFault(
  rows: Rows,
  entry: Entry | undefined,
  audience: Audience,
  { reply_to: id, type }: NewMessage,
): Fault | undefined {
  if (id === null || askedBy(rows, entry, audience, id, type)) return undefined;
  return { code: 'invalid', detail: 'reply_to has to name a message of this conversation.' };
}

function stepOf(rows: Rows, entry: Entry | undefined, write: SendWrite, at: number): Step | Fault {
  const item = write.items[at];
  if (!item) return { code: 'internal' };
  const before = entry && earlier(rows, entry, write.actor.id, 'send', item);
  if (before) return 'ok' in before ? { code: before.code } : { kind: 'done', settled: before };
  if (item.client_id !== null) {
    const twin = write.items.findIndex((other) => other.client_id === item.client_id);
    if (twin < at) {
      const same = write.items[twin]?.hash === item.hash;
      return same ? { kind: 'same', item, as: twin } : { code: 'idempotency_mismatch' };
    }
  }
  return faultOf(rows, entry, write, at) ?? { kind: 'new', item };
}

/** Checks every member before any is stored. */
function plan(rows: Rows, entry: Entry | undefined, write: SendWrite): Step[] | WriteRefused {
  const steps: Step[] = [];
  const faults: (Fault & { readonly client_id: string })[] = [];
  for (const [at, item] of write.items.entries()) {
    const step = stepOf(rows, entry, write, at);
    if ('code' in step) faults.push({ client_id: nameOf(item, at), ...step });
    else steps.push(step);
  }
  const [first] = faults;
  if (!first) return steps;
  return refused(
    first.code,
    first.detail,
    faults.map(({ client_id, code }) => ({ client_id, code })),
  );
}

/** An answer reads as text too, and as a reply. */
function worded(rows: Rows, key: number, item: NewMessage): NewMessage {
  const answer = answerOf(item);
  const asked = answer && rows.message(key, answer.to)?.row;
  if (!asked) return item;
  return { ...item, text: answerText(messageOf(asked), answer), reply_to: item.reply_to ?? answer.to };
}

/** After a text: a person who was not in the conversation, or is another by now, comes in with the same rev. */
function spoken(entry: Entry, { actor, now }: SendWrite): Entry {
  const { record } = entry;
  const participants = withPerson(record.participants, actor, now);
  const isSame = participants === record.participants;
  const asked_at = actor.role === 'user' ? (record.bot === 'auto' ? now : entry.asked_at) : null;
  if (isSame && asked_at === entry.asked_at) return entry;
  return {
    ...entry,
    record: isSame ? record : { ...record, participants, rev: record.head, updated_at: now },
    asked_at,
  };
}

/** Stores one new message. */
function store(rows: Rows, before: Entry, write: SendWrite, item: NewMessage): { entry: Entry; change: Change } {
  const { actor, now } = write;
  const moved = advance(before, now, item.type !== 'note');
  const entry = item.type === 'text' ? spoken(moved, write) : moved;
  const { record } = entry;
  const ref = { conversation_id: record.id, message_id: item.id, note: item.type === 'note' };
  const row = compose(record, { ...worded(rows, entry.key, item), attachments: attach(rows, item, ref) }, actor, now);
  rows.insert(entry.key, { row, created_at: now, deleted: false, reply: null });
  if (item.client_id !== null) {
    const once = { kind: 'send', hash: item.hash, message_id: row.id, seq: row.seq } as const;
    rows.remember(entry.key, actor.id, item.client_id, once);
  }
  rememberAnswer(rows, entry.key, actor.id, item, row.seq);
  const conversation = record.rev === record.head ? record : null;
  return { entry, change: changeOf(record, { row, created: true, conversation }) };
}

const repeated = (settled: Settled): Settled => ({ ...settled, duplicate: true });

export function send(rows: Rows, write: SendWrite): WriteOutcome {
  const target = targetOf(rows, write);
  if (target.kind === 'refused') return refuseAll(write, target.refusal);
  const steps = plan(rows, target.kind === 'there' ? target.entry : undefined, write);
  if (!Array.isArray(steps)) return steps;

  const changes: Change[] = [];
  let entry: Entry;
  if (target.kind === 'there') {
    ({ entry } = target);
    if (target.pointer) rows.setName(write.tenant, write.conversation_id, entry.key);
  } else {
    const opened = openConversation(rows, write, target.open);
    ({ entry } = opened);
    changes.push(opened.change);
  }
  const settled: Settled[] = [];
  for (const step of steps) {
    if (step.kind === 'done') settled.push(step.settled);
    else if (step.kind === 'same') settled.push(...settled.slice(step.as, step.as + 1).map(repeated));
    else {
      const stored = store(rows, entry, write, step.item);
      ({ entry } = stored);
      changes.push(stored.change);
      if (stored.change.row) settled.push(settle(step.item.client_id, stored.change.row));
    }
  }
  if (changes.length > 0) rows.put(entry);
  const conversation = changes.some((change) => change.conversation) ? entry.record : null;
  return done(entry, { settled, changes, conversation });
}
