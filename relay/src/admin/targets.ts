/** How a thing stands at this moment: what an entry shows of it, and what a write that was cut short is judged by. */
import type { Message } from '@crm-chat/sdk/protocol';
import { contentHash } from '../service/content-hash.js';
import { asUuid } from '../service/ids.js';
import { allPrompts, promptsOf } from '../service/prompts.js';
import { FILES, type ConversationRecord, type Document, type FileRecord, type Store } from '../store/store.js';
import type { AuditTarget, Shown } from './audit.js';

export interface Standing {
  /** Another number after each change. */
  readonly version: number;
  readonly state: Readonly<Record<string, unknown>>;
}

/** A message that was just sent is among these. */
const NEWEST = 200;
const NEWEST_BYTES = 4_000_000;

/** What may be shown of each kind: nothing that somebody wrote. */
const SHOWN: Readonly<Partial<Record<AuditTarget['kind'], readonly string[]>>> = {
  conversation: ['status', 'is_archived', 'bot', 'assignee', 'subject'],
  participant: ['role'],
  message: ['type', 'deleted', 'erased'],
  prompt: ['order', 'is_active'],
  upload: ['type', 'size', 'messages'],
};

/** Of a standing, what the act was to change and may be shown; null where that is nothing. */
export function shownOf(
  kind: AuditTarget['kind'],
  standing: Standing | null,
  changed: readonly string[] | null,
): Shown | null {
  if (standing === null) return null;
  const names = (SHOWN[kind] ?? []).filter((name) => changed === null || changed.includes(name));
  const entries = names.map((name) => [name, standing.state[name] ?? null] as const);
  return entries.length === 0 ? null : (Object.fromEntries(entries) as Shown);
}

/** What is wanted, by field, in a form that repeats none of it. */
export const wantedOf = (fields: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, contentHash([value])]));

export const standsAs = (wanted: Readonly<Record<string, string>>, { state }: Standing): boolean =>
  Object.entries(wanted).every(([name, value]) => contentHash([state[name]]) === value);

/** @returns null where it is not there. */
export async function look(store: Store, tenant: string, target: AuditTarget): Promise<Standing | null> {
  const { kind, id, conversation_id: conversationId } = target;
  switch (kind) {
    case 'conversation': {
      const record = await conversationAt(store, tenant, id);
      return record && { version: record.rev, state: conversationState(record) };
    }
    case 'participant': {
      const record = await conversationAt(store, tenant, conversationId ?? '');
      const found = record?.participants.find(({ user }) => user.id === id);
      return record && found ? { version: record.rev, state: { role: found.role } } : null;
    }
    case 'message':
      return messageStanding(await messageAt(store, tenant, id, conversationId));
    case 'prompt': {
      const found = await promptsOf(store, tenant).get(id);
      return found && { version: found.version, state: { ...found.value } };
    }
    case 'prompts': {
      const documents = await promptsOf(store, tenant).list();
      const ids = (await allPrompts(store, tenant)).map((prompt) => prompt.id);
      return { version: Math.max(0, ...documents.map(({ version }) => version)), state: { ids } };
    }
    case 'person': {
      const found = await store.collection('erasures').get(erasureKey(tenant, id));
      return found && { version: found.version, state: {} };
    }
    case 'upload':
      return uploadStanding(await store.collection<FileRecord>(FILES).get(id), tenant);
    case 'session':
      return null;
  }
}

/** No tenant's name has a slash in this form. */
export const erasureKey = (tenant: string, userId: string): string =>
  `${encodeURIComponent(tenant)}/${encodeURIComponent(userId)}`;

async function conversationAt(store: Store, tenant: string, id: string): Promise<ConversationRecord | null> {
  const uuid = asUuid(id);
  return uuid === null ? null : await store.conversation(tenant, uuid);
}

const conversationState = (record: ConversationRecord) => ({
  title: record.title,
  subject: record.subject,
  status: record.status,
  is_archived: record.is_archived,
  bot: record.bot,
  assignee: record.assignee?.id ?? null,
  metadata: record.metadata,
});

/** By its id, or, while that is not known yet, by the `client_id` under which it was sent into its conversation. */
async function messageAt(
  store: Store,
  tenant: string,
  id: string,
  conversationId: string | null,
): Promise<Message | null> {
  const uuid = asUuid(id);
  const found = uuid === null ? null : await store.message(tenant, uuid);
  if (found !== null) return JSON.parse(found.row.json) as Message;
  if (conversationId === null) return null;
  const page = await store.history({
    tenant,
    conversation_id: conversationId,
    access: { kind: 'staff' },
    audience: 'staff',
    before: null,
    limit: NEWEST,
    bytes: NEWEST_BYTES,
  });
  const messages = page?.rows.map((row) => JSON.parse(row.json) as Message) ?? [];
  return messages.find((message) => message.client_id === id) ?? null;
}

function messageStanding(message: Message | null): Standing | null {
  if (message === null) return null;
  const { type, text, sender, deleted_at: deletedAt, rev } = message;
  return { version: rev, state: { type, text, deleted: deletedAt !== null, erased: sender.id === '' } };
}

function uploadStanding(found: Document<FileRecord> | null, tenant: string): Standing | null {
  if (found?.value.tenant !== tenant) return null;
  const { attachment, refs } = found.value;
  const { type, size } = attachment;
  return { version: found.version, state: { type, size, messages: refs.length } };
}
