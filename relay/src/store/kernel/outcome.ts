import { CODES, type Code } from '@crm-chat/sdk/protocol';
import type { Change, ConversationRecord, MessageRow, Settled, WriteDone, WriteRefused } from '../store.js';

export function refused(
  code: Code,
  detail: string = CODES[code].title,
  errors: WriteRefused['errors'] = [],
): WriteRefused {
  return { ok: false, code, detail, errors };
}

type Parts = Partial<Omit<WriteDone, 'ok' | 'conversation_id' | 'head' | 'floor'>>;

type Place = Pick<ConversationRecord, 'id' | 'head' | 'floor'>;

/** The record as it is after the write. */
export function done({ record }: { readonly record: Place }, parts: Parts = {}): WriteDone {
  return {
    ok: true,
    conversation_id: record.id,
    settled: parts.settled ?? [],
    changes: parts.changes ?? [],
    read: parts.read ?? null,
    head: record.head,
    floor: record.floor,
    conversation: parts.conversation ?? null,
    created: parts.created ?? false,
    started: parts.started ?? false,
    busy: parts.busy ?? false,
    removed: parts.removed ?? 0,
    orphaned: parts.orphaned ?? [],
  };
}

export function settle(clientId: string | null, row: MessageRow, duplicate = false): Settled {
  return { client_id: clientId, message_id: row.id, seq: row.seq, rev: row.rev, duplicate, row };
}

/** The change that took the record's `head` as its rev. */
export function changeOf(
  record: Pick<ConversationRecord, 'tenant' | 'id' | 'head'>,
  parts: { row?: MessageRow; created?: boolean; conversation?: ConversationRecord | null; removed?: string },
): Change {
  return {
    tenant: record.tenant,
    conversation_id: record.id,
    rev: record.head,
    row: parts.row ?? null,
    created: parts.created ?? false,
    conversation: parts.conversation ?? null,
    removed: parts.removed ?? null,
  };
}
