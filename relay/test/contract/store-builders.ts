/** Short words for the contract of a store: people, writes and what they come to. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Attachment, Code, Message, User } from '@crm-chat/sdk/protocol';
import { dueKey, FILES, FILES_DUE, type FileRecord } from '../../src/store/store.js';
import type {
  Access,
  Audience,
  ChangesResult,
  MessageRow,
  NewMessage,
  OpenSpec,
  SendWrite,
  Store,
  Write,
  WriteDone,
} from '../../src/store/store.js';

export const person = (id: string, role: User['role'] = 'user', name = id): User => ({ id, name, role, avatar: null });

export const ann = person('ann', 'user', 'Ann');
export const ben = person('ben', 'user', 'Ben');
export const agent = person('agnes', 'agent', 'Agnes');
export const admin = person('adam', 'admin', 'Adam');
export const bot = person('bot', 'bot', 'Bot');
export const system = person('system', 'system', 'System');

export const staff: Access = { kind: 'staff' };
export const only = (user: User, ...subjects: string[]): Access => ({ kind: 'person', user_id: user.id, subjects });
export const accessOf = (user: User): Access => (user.role === 'user' ? only(user) : staff);

/** A time of the test's own: minute `n` of a day. */
export const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();

export const spec = (fields: Partial<OpenSpec> = {}): OpenSpec => ({
  title: '',
  subject: null,
  metadata: {},
  bot: 'auto',
  ...fields,
});

export const hashOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

type Base = { tenant: string; conversation_id: string; access: Access; actor: User; now: string };

/** A conversation of a test, with ids that count up. */
export class Room {
  #ids = 0;
  minute = 0;

  constructor(
    readonly store: Store,
    readonly id = 'c1',
    readonly tenant = 't',
  ) {}

  fresh(prefix = 'm'): string {
    return `${this.id}-${prefix}${++this.#ids}`;
  }

  base(actor: User, fields: Partial<Base> = {}): Base {
    const { tenant, id } = this;
    return { tenant, conversation_id: id, access: accessOf(actor), actor, now: at(this.minute), ...fields };
  }

  message(text: string, fields: Partial<NewMessage> = {}): NewMessage {
    const content = { type: 'text', text, rich: null, attachment_ids: [], reply_to: null, mentions: [] } as const;
    return { id: this.fresh(), client_id: null, hash: hashOf([text, fields.type ?? 'text']), ...content, ...fields };
  }

  sending(actor: User, items: readonly NewMessage[], fields: Partial<SendWrite> = {}): SendWrite {
    return { ...this.base(actor), kind: 'send', open: null, items, ...fields };
  }

  /** Sends one text and gives its row. */
  async say(actor: User, text: string, fields: Partial<NewMessage> = {}): Promise<MessageRow> {
    const outcome = await this.done(this.sending(actor, [this.message(text, fields)]));
    return outcome.settled[0]!.row!;
  }

  async note(actor: User, text: string): Promise<MessageRow> {
    return this.say(actor, text, { type: 'note' });
  }

  async create(actor: User = ann, fields: Partial<OpenSpec> = {}): Promise<WriteDone> {
    return this.done({ ...this.base(actor, { access: staff }), kind: 'create', open: spec(fields) });
  }

  async done(write: Write): Promise<WriteDone> {
    return done(await this.store.write(write), write);
  }

  async refused(write: Write, code: Code): Promise<void> {
    const outcome = await this.store.write(write);
    assert.equal(outcome.ok ? 'done' : outcome.code, code);
  }

  async page(since: number | null, fields: PageOptions = {}): Promise<ChangesResult> {
    const result = await this.changes(since, fields);
    assert.equal(result?.kind, 'page');
    return result;
  }

  changes(since: number | null, { audience = 'staff', access = staff, ...rest }: PageOptions = {}) {
    const { tenant, id } = this;
    const query = { tenant, conversation_id: id, access, audience, since, at: null, limit: 200, bytes: 1e6, ...rest };
    return this.store.changes(query);
  }

  async record() {
    const record = await this.store.conversation(this.tenant, this.id);
    assert.ok(record, `${this.id} is there`);
    return record;
  }
}

let uploads = 0;

/** Puts an upload on record, as a relay does once its bytes are there. @returns its attachment. */
export async function upload(room: Room, owner: User = ann, fields: Partial<FileRecord> = {}): Promise<Attachment> {
  const id = `file-${++uploads}-${room.tenant}`;
  const attachment = { id, name: 'é.png', type: 'image/png', size: 3, url: `/api/attachments/${id}/`, width: 1 };
  const due = { id, due_at: at(room.minute + 7) };
  const record: FileRecord = {
    tenant: room.tenant,
    owner_id: owner.id,
    client_id: null,
    attachment,
    sha256: hashOf(id),
    created_at: at(room.minute),
    refs: [],
    due_at: due.due_at,
    gone: false,
    ...fields,
  };
  await room.store.collection(FILES_DUE).put(dueKey(due), due);
  await room.store.collection(FILES).put(id, record);
  return attachment;
}

export interface PageOptions {
  audience?: Audience;
  access?: Access;
  at?: { id: string; rev: number } | null;
  limit?: number;
  bytes?: number;
}

export function done(outcome: Awaited<ReturnType<Store['write']>>, write?: Write): WriteDone {
  if (!outcome.ok) assert.fail(`${write?.kind ?? 'write'}: ${outcome.code} ${outcome.detail}`);
  return outcome;
}

export const parse = (row: MessageRow | null | undefined): Message => {
  assert.ok(row, 'there is a row');
  return JSON.parse(row.json) as Message;
};

export const texts = (rows: readonly MessageRow[]): string[] => rows.map((row) => parse(row).text);
export const revs = (rows: readonly { rev: number }[]): number[] => rows.map(({ rev }) => rev);

/** What a row says outside its JSON is what it says inside. */
export function consistent(row: MessageRow): void {
  const message = parse(row);
  assert.deepEqual(
    { ...row, json: '' },
    {
      id: message.id,
      seq: message.seq,
      rev: message.rev,
      type: message.type,
      sender_id: message.sender.id,
      sender_role: message.sender.role,
      status: message.status,
      json: '',
    },
  );
}
