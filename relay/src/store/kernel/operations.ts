/** The store's whole work as plain data, which may cross to a worker: what changes (`Op`) and what only looks (`Query`). */
import type { MessageRow, Store, Write, WriteOutcome } from '../store.js';
import { follow } from './access.js';
import { apply } from './apply.js';
import { putDocument, removeDocument } from './documents.js';
import { item, list, shown } from './lists.js';
import { changes, history } from './pages.js';
import { find } from './search.js';
import { expired, replyContext, streaming, unanswered } from './reply-context.js';
import type { ReadRows, Rows, StoredDocument } from './rows.js';

export type Op =
  | { readonly op: 'write'; readonly write: Write }
  | {
      readonly op: 'put';
      readonly name: string;
      readonly key: string;
      readonly value: string;
      readonly expected?: number;
    }
  | { readonly op: 'remove'; readonly name: string; readonly key: string; readonly expected?: number };

export type OpResult = WriteOutcome | number | null | boolean;

export function run(rows: Rows, op: Op): OpResult {
  switch (op.op) {
    case 'write':
      return apply(rows, op.write);
    case 'put':
      return putDocument(rows, op.name, op.key, op.value, op.expected);
    case 'remove':
      return removeDocument(rows, op.name, op.key, op.expected);
  }
}

const queries = {
  changes,
  history,
  list,
  item,
  shown,
  find,
  conversation: (rows: ReadRows, tenant: string, id: string) => follow(rows, tenant, id)?.record ?? null,
  message(rows: ReadRows, tenant: string, id: string): { conversation_id: string; row: MessageRow } | null {
    const found = rows.locate(tenant, id);
    const entry = found && rows.entry(found.key);
    return found && entry ? { conversation_id: entry.record.id, row: found.message.row } : null;
  },
  replyContext,
  unanswered,
  streaming,
  expired,
  get: (rows: ReadRows, name: string, key: string): StoredDocument | null => rows.document(name, key) ?? null,
  documents: (rows: ReadRows, name: string, prefix: string, after: string | null, limit: number) =>
    rows.documents(name, prefix, after, limit),
};

type Queries = typeof queries;
export type QueryName = keyof Queries;
export type QueryArgs<N extends QueryName> = Queries[N] extends (rows: ReadRows, ...args: infer A) => unknown
  ? A
  : never;
export type QueryResult<N extends QueryName> = ReturnType<Queries[N]>;

type Handlers = { readonly [N in QueryName]: (rows: ReadRows, ...args: QueryArgs<N>) => QueryResult<N> };
const handlers: Handlers = queries;

export function look<N extends QueryName>(rows: ReadRows, name: N, args: QueryArgs<N>): QueryResult<N> {
  return handlers[name](rows, ...args);
}

/** How a store gets its queries answered: at once, or by a worker. */
export type Asking = <N extends QueryName>(name: N, ...args: QueryArgs<N>) => Promise<QueryResult<N>>;

/** The reading half of a store. */
export type StoreReads = Pick<
  Store,
  | 'changes'
  | 'history'
  | 'conversation'
  | 'list'
  | 'item'
  | 'shown'
  | 'find'
  | 'message'
  | 'replyContext'
  | 'unanswered'
  | 'streaming'
  | 'expired'
>;

export function readsOf(ask: Asking): StoreReads {
  return {
    changes: (query) => ask('changes', query),
    history: (query) => ask('history', query),
    conversation: (tenant, id) => ask('conversation', tenant, id),
    list: (query) => ask('list', query),
    item: (query) => ask('item', query),
    shown: (query) => ask('shown', query),
    find: (query) => ask('find', query),
    message: (tenant, id) => ask('message', tenant, id),
    replyContext: (tenant, conversationId, messageId) => ask('replyContext', tenant, conversationId, messageId),
    unanswered: (since, limit) => ask('unanswered', since, limit),
    streaming: () => ask('streaming'),
    expired: (before, limit) => ask('expired', before, limit),
  };
}
