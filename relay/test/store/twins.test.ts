import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import type { Message, User } from '@crm-chat/sdk/protocol';
import { createMemoryStore } from '../../src/store/memory/memory-store.js';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.js';
import { dueKey, FILES, FILES_DUE } from '../../src/store/store.js';
import type { FileDue, FileRecord, Store, Write } from '../../src/store/store.js';
import { accessOf, admin, agent, ann, at, ben, bot, only, spec, staff } from '../contract/store-builders.js';
import { temporaryFolder } from './sqlite-folder.js';

let sqlite: Store;
let remove: () => Promise<void>;
let runs = 0;

before(async () => {
  const temporary = await temporaryFolder();
  ({ remove } = temporary);
  sqlite = await openSqliteStore({ folder: temporary.folder });
});
after(async () => {
  await sqlite.close();
  await remove();
});

const people = [ann, ben, agent, admin] as const;
const conversations = ['c1', 'c2', 'c3'];
const subjects = [null, 'deal:1', 'deal:2'] as const;

/** A write but for what the run adds: tenant, time, ids that count up. `message` picks one of those written so far. */
const step = fc.record({
  kind: fc.constantFrom(
    ...['send', 'send', 'send', 'send', 'open', 'edit', 'delete', 'react', 'read', 'create', 'patch', 'patch'],
    ...[
      'add-member',
      'remove-member',
      'forget',
      'remove-file',
      'drop',
      'retain',
      'reply-start',
      'reply-draft',
      'reply-end',
      'reply-end',
    ],
  ),
  conversation: fc.constantFrom(...conversations),
  actor: fc.constantFrom(...people),
  other: fc.constantFrom(...people),
  subject: fc.constantFrom(...subjects),
  claims: fc.constantFrom([], ['deal:1'], ['deal:*']),
  client: fc.option(fc.nat(4), { nil: null }),
  text: fc.constantFrom('a', 'b', '😀'),
  note: fc.boolean(),
  flag: fc.boolean(),
  pick: fc.nat(30),
  size: fc.integer({ min: 1, max: 3 }),
  wait: fc.nat(3),
  together: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

class Run {
  readonly tenant = `run-${++runs}`;
  minute = 0;
  #ids = 0;

  fresh(): string {
    return `${this.tenant}-m${++this.#ids}`;
  }

  /** One of the ids minted so far, or the next: a message that is not there. */
  picked(pick: number): string {
    return `${this.tenant}-m${(pick % (this.#ids + 1)) + 1}`;
  }

  file(owner: User, n: number): string {
    return `${this.tenant}-${owner.id}-${n}`;
  }

  /** Gives each person two uploads, of the three that they will name. */
  async upload(store: Store): Promise<void> {
    for (const owner of people) {
      for (const n of [0, 1]) {
        const id = this.file(owner, n);
        const attachment = { id, name: 'n', type: 'text/plain', size: 1, url: '/x' };
        const kept = { tenant: this.tenant, owner_id: owner.id, client_id: null, attachment, sha256: '' };
        const fresh = { created_at: at(0), refs: [], due_at: at(7), gone: false };
        await store.collection<FileRecord>(FILES).put(id, { ...kept, ...fresh });
        await store.collection(FILES_DUE).put(dueKey({ id, due_at: at(7) }), { id, due_at: at(7) });
      }
    }
  }

  write(s: Step): Write {
    this.minute += s.wait;
    const client_id = s.client === null ? null : `k${s.client}`;
    const act = { client_id, hash: `${s.kind} ${s.text} ${s.flag}`, message_id: this.picked(s.pick) };
    const base = {
      tenant: this.tenant,
      conversation_id: s.conversation,
      access: s.actor.role === 'user' ? only(s.actor, ...s.claims) : accessOf(s.actor),
      actor: s.actor,
      now: at(this.minute),
    };
    const byBot = { ...base, actor: bot, access: staff };
    const open = spec({ subject: s.subject, title: s.text, bot: s.flag ? 'auto' : 'on_request' });
    const lease = { lease: `l${s.size}`, lease_until: at(this.minute + s.size) };
    switch (s.kind) {
      case 'send':
      case 'open':
        return { ...base, kind: 'send', open: s.kind === 'open' ? open : null, items: this.items(s, client_id) };
      case 'edit':
        return { ...base, ...act, kind: 'edit', text: s.text };
      case 'delete':
        return { ...base, ...act, kind: 'delete', erase: s.flag };
      case 'react':
        return { ...base, ...act, kind: 'react', emoji: s.text, on: s.flag };
      case 'read':
        return { ...base, kind: 'read', seq: s.pick };
      case 'create':
        return { ...base, kind: 'create', open };
      case 'patch':
        return { ...base, kind: 'patch', event_id: this.fresh(), ...this.patch(s) };
      case 'add-member':
        return { ...base, kind: 'add-member', event_id: this.fresh(), user: s.other };
      case 'remove-member':
        return { ...base, kind: 'remove-member', event_id: this.fresh(), user_id: s.other.id };
      case 'forget':
        return { ...base, kind: 'forget', user_id: s.other.id };
      case 'remove-file': {
        const { conversation_id: _none, ...rest } = base;
        return { ...rest, kind: 'remove-file', file_id: this.file(s.other, s.pick % 2) };
      }
      case 'drop':
        return { ...base, kind: 'drop' };
      case 'retain':
        return { ...byBot, kind: 'retain', before: at(s.pick), limit: s.size };
      case 'reply-start':
        return { ...byBot, kind: 'reply-start', answers: act.message_id, message_id: this.fresh(), ...lease };
      case 'reply-draft':
        return { ...byBot, kind: 'reply-draft', message_id: act.message_id, text: s.text, ...lease };
      default: {
        const status = s.flag ? 'sent' : 'interrupted';
        const held = s.note ? null : lease.lease;
        return { ...byBot, kind: 'reply-end', message_id: act.message_id, lease: held, text: s.text, status };
      }
    }
  }

  items(s: Step, client_id: string | null) {
    return Array.from({ length: s.size }, (_, n) => ({
      id: this.fresh(),
      client_id: client_id === null ? null : `${client_id}-${n === 2 && s.flag ? 0 : n}`,
      hash: s.text,
      type: s.note ? ('note' as const) : ('text' as const),
      text: s.text,
      rich: null,
      attachment_ids: s.flag ? [this.file(s.actor, n)] : [],
      reply_to: s.pick % 5 === 0 ? this.picked(s.pick) : null,
      mentions: [],
    }));
  }

  patch(s: Step) {
    return {
      ...(s.pick % 2 === 0 && { status: s.flag ? ('open' as const) : ('closed' as const) }),
      ...(s.pick % 3 === 0 && { assignee: s.note ? null : s.other }),
      ...(s.pick % 4 === 0 && { bot: s.note ? ('off' as const) : ('auto' as const) }),
      ...(s.pick % 5 === 0 && { subject: s.subject }),
      ...(s.pick % 7 === 0 && { title: s.text, is_archived: s.flag, metadata: { n: s.size } }),
    };
  }
}

/** Everything that can be asked, in every viewer's eyes. */
async function everything(store: Store, tenant: string, leftOut: number) {
  const viewers = [
    { access: staff, audience: 'staff', viewer_id: 'agnes' },
    { access: only(ann), audience: 'user', viewer_id: 'ann' },
    { access: only(ben, 'deal:*'), audience: 'user', viewer_id: 'ben' },
  ] as const;
  const answers: unknown[] = [];
  for (const viewer of viewers) {
    for (const conversation_id of conversations) {
      const of = { tenant, conversation_id, ...viewer };
      for (const since of [null, 0, leftOut]) {
        answers.push(await store.changes({ ...of, since, at: null, limit: 2, bytes: 1e6 }));
        answers.push(await store.changes({ ...of, since, at: null, limit: 99, bytes: 1e6 }));
      }
      answers.push(await store.history({ ...of, before: leftOut, limit: 3, bytes: 900 }), await store.item(of));
      for (const q of ['a', 'b', '😀']) answers.push(await store.find({ ...of, q, before: null, limit: 5 }));
      answers.push(await store.find({ ...of, q: 'a', before: leftOut, limit: 1 }));
    }
    const list = {
      tenant,
      ...viewer,
      subject: null,
      status: null,
      archived: null,
      assignee: null,
      unread: false,
      q: null,
      cursor: null,
      limit: 2,
    };
    answers.push((await store.list(list)).items, (await store.list({ ...list, unread: true })).items);
    for (const q of ['a', 'b', '😀', 'deal:1']) {
      answers.push((await store.list({ ...list, q, limit: 9 })).items);
      answers.push((await store.list({ ...list, q, unread: true, status: 'open' })).items);
    }
  }
  for (const id of conversations) {
    answers.push(await store.conversation(tenant, id), await store.replyContext(tenant, id, null));
  }
  const mine = <T extends { tenant: string }>(found: readonly T[]) => found.filter((one) => one.tenant === tenant);
  answers.push(mine(await store.streaming()), mine(await store.unanswered(at(0), 1e6)));
  answers.push(mine(await store.expired(at(leftOut), 1e6)));
  return answers;
}

/** The files' records, and those that may be removed some day. */
async function filesOf(store: Store, tenant: string) {
  const records = (await store.collection<FileRecord>(FILES).list({ prefix: `${tenant}-` })).map(({ value }) => value);
  const due = (await store.collection<FileDue>(FILES_DUE).list({ limit: 1e6 })).map(({ value }) => value);
  return { records, due: due.filter(({ id }) => id.startsWith(`${tenant}-`)) };
}

/** A file is named by those messages that its record says, and is due some day exactly when there are none. */
async function accounted(store: Store, tenant: string): Promise<void> {
  const { records, due } = await filesOf(store, tenant);
  // An id that leads to another's conversation has that one's history: its messages are seen twice.
  const named = new Map<string, Set<string>>();
  for (const conversation_id of conversations) {
    const of = { tenant, conversation_id, access: staff, audience: 'staff', before: null } as const;
    const page = await store.history({ ...of, limit: 1e6, bytes: 1e9 });
    for (const row of page?.rows ?? []) {
      const { id, attachments } = JSON.parse(row.json) as Message;
      for (const file of attachments) named.set(file.id, (named.get(file.id) ?? new Set()).add(id));
    }
  }
  for (const { attachment, refs, due_at, gone } of records) {
    const ids = refs.map(({ message_id }) => message_id).sort();
    assert.deepEqual(ids, [...(named.get(attachment.id) ?? [])].sort());
    assert.equal(due_at === null, ids.length > 0);
    if (ids.length > 0) assert.equal(gone, false);
    const entries = due.filter(({ id }) => id === attachment.id).map((entry) => entry.due_at);
    assert.deepEqual(entries, due_at === null ? [] : [due_at]);
  }
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** Revs without a gap, each row and each change in the form of its rev: told of any store, by itself. */
function gapless(revs: readonly (readonly [string, number])[]): void {
  const heads = new Map<string, number>();
  for (const [conversation, rev] of revs) {
    assert.equal(rev, (heads.get(conversation) ?? 0) + 1, `the next rev of ${conversation}`);
    heads.set(conversation, rev);
  }
}

test('whatever is written, the SQLite store and the memory store come to the same, and revs have no gap', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 60 }), fc.nat(40), async (steps, leftOut) => {
      const memory = createMemoryStore({ epoch: 'e' });
      const run = new Run();
      await Promise.all([run.upload(memory), run.upload(sqlite)]);
      const revs: [string, number][] = [];
      let batch: Write[] = [];
      for (const [n, s] of steps.entries()) {
        batch.push(run.write(s));
        if (s.together && n < steps.length - 1) continue;
        const [ours, theirs] = await Promise.all(
          [memory, sqlite].map((store) => Promise.all(batch.map((write) => store.write(write)))),
        );
        assert.deepEqual(plain(theirs), plain(ours));
        for (const outcome of ours ?? []) {
          if (outcome.ok) revs.push(...outcome.changes.map((c) => [c.conversation_id, c.rev] as [string, number]));
        }
        batch = [];
      }
      gapless(revs);
      const [mine, other] = [
        await everything(memory, run.tenant, leftOut),
        await everything(sqlite, run.tenant, leftOut),
      ];
      assert.deepEqual(plain(other), plain(mine));
      assert.deepEqual(await filesOf(sqlite, run.tenant), await filesOf(memory, run.tenant));
      await accounted(memory, run.tenant);
    }),
    { numRuns: 120 },
  );
});
