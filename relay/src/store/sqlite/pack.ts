/**
 * Messages make up nearly all that crosses the threads, and cloning objects costs by the property: a plain send and what
 * it comes to would be some eighty. They cross as one flat list of texts and numbers; the receiver of an outcome still has
 * the write, so that only what the store added comes back: place and JSON. All else crosses as it is.
 */
import type { User } from '@crm-chat/sdk/protocol';
import type { Op } from '../kernel/operations.js';
import { done, changeOf } from '../kernel/outcome.js';
import type { Access, Change, MessageRow, NewMessage, SendWrite, Settled, WriteDone } from '../store.js';
import type { BatchResult } from './batch.js';

/** What follows in the list is a send, or one value as it is. */
const SEND = 1;
const OTHER = 0;

type Packed = readonly unknown[];

/** Reads a packed list in the order in which it was written; the types are those that its writer, here, put in. */
class Cursor {
  #at = 0;

  constructor(readonly list: Packed) {}

  get more(): boolean {
    return this.#at < this.list.length;
  }

  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- names the type at the place of reading
  next<T>(): T {
    return this.list[this.#at++] as T;
  }
}

/** An empty list is the usual one, and crosses as null. */
const thin = <T>(list: readonly T[]): readonly T[] | null => (list.length === 0 ? null : list);

function packSend(list: unknown[], { access, actor, items, ...write }: SendWrite): void {
  const subjects = access.kind === 'staff' ? null : thin(access.subjects);
  list.push(SEND, write.tenant, write.conversation_id, access.kind === 'staff' ? null : access.user_id, subjects);
  list.push(actor.id, actor.name, actor.role, actor.avatar, write.now, write.open, items.length);
  for (const item of items) {
    list.push(item.id, item.client_id, item.hash, item.type, item.text, item.rich);
    list.push(thin(item.attachment_ids), item.reply_to, thin(item.mentions));
  }
}

export function packOps(ops: readonly Op[]): Packed {
  const list: unknown[] = [];
  for (const op of ops) {
    if (op.op === 'write' && op.write.kind === 'send') packSend(list, op.write);
    else list.push(OTHER, op);
  }
  return list;
}

function accessOf(userId: string | null, subjects: readonly string[] | null): Access {
  return userId === null ? { kind: 'staff' } : { kind: 'person', user_id: userId, subjects: subjects ?? [] };
}

function unpackUser(from: Cursor): User {
  return { id: from.next(), name: from.next(), role: from.next(), avatar: from.next() };
}

function unpackItem(from: Cursor): NewMessage {
  return {
    id: from.next(),
    client_id: from.next(),
    hash: from.next(),
    type: from.next(),
    text: from.next(),
    rich: from.next(),
    attachment_ids: from.next<NewMessage['attachment_ids'] | null>() ?? [],
    reply_to: from.next(),
    mentions: from.next<NewMessage['mentions'] | null>() ?? [],
  };
}

function unpackItems(from: Cursor): NewMessage[] {
  const items: NewMessage[] = [];
  for (let left = from.next<number>(); left > 0; left -= 1) items.push(unpackItem(from));
  return items;
}

function unpackSend(from: Cursor): SendWrite {
  return {
    kind: 'send',
    tenant: from.next(),
    conversation_id: from.next(),
    access: accessOf(from.next(), from.next()),
    actor: unpackUser(from),
    now: from.next(),
    open: from.next(),
    items: unpackItems(from),
  };
}

export function unpackOps(list: Packed): Op[] {
  const from = new Cursor(list);
  const ops: Op[] = [];
  while (from.more) {
    ops.push(from.next<number>() === SEND ? { op: 'write', write: unpackSend(from) } : from.next<Op>());
  }
  return ops;
}

/** The outcome that nearly every send has: each member is new, and nothing but messages came of it. */
function isPlain(result: BatchResult | undefined): result is WriteDone {
  if (typeof result !== 'object' || result === null || 'failed' in result || !result.ok) return false;
  if (result.changes.length !== result.settled.length) return false;
  return result.changes.every((change, at) => !change.conversation && change.row === result.settled[at]?.row);
}

export function packResults(ops: readonly Op[], results: readonly BatchResult[]): Packed {
  const list: unknown[] = [];
  for (const [at, op] of ops.entries()) {
    const result = results[at];
    if (op.op === 'write' && op.write.kind === 'send' && isPlain(result)) {
      list.push(
        SEND,
        result.conversation_id === op.write.conversation_id ? null : result.conversation_id,
        result.floor,
      );
      for (const { seq, row } of result.settled) list.push(seq, row?.json);
    } else list.push(OTHER, result);
  }
  return list;
}

function unpackPlain(from: Cursor, { tenant, conversation_id: asked, actor, items }: SendWrite): WriteDone {
  const conversation_id = from.next<string | null>() ?? asked;
  const floor = from.next<number>();
  const changes: Change[] = [];
  const settled: Settled[] = [];
  let head = 0;
  for (const { id, client_id, type } of items) {
    const seq = from.next<number>();
    const json = from.next<string>();
    const row: MessageRow = {
      id,
      seq,
      rev: seq,
      type,
      sender_id: actor.id,
      sender_role: actor.role,
      status: 'sent',
      json,
    };
    head = seq;
    settled.push({ client_id, message_id: id, seq, rev: seq, duplicate: false, row });
    changes.push(changeOf({ tenant, id: conversation_id, head }, { row, created: true }));
  }
  return done({ record: { id: conversation_id, head, floor } }, { settled, changes });
}

/** @param ops what the results are of, in the same order. */
export function unpackResults(ops: readonly Op[], list: Packed): BatchResult[] {
  const from = new Cursor(list);
  return ops.map((op) => {
    const plain = from.next<number>() === SEND;
    return plain && op.op === 'write' && op.write.kind === 'send' ? unpackPlain(from, op.write) : from.next();
  });
}
