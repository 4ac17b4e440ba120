import type { ReadRows, Rows } from '../kernel/rows.js';
import { conversationReads } from './conversation-reads.js';
import { conversationWrites, type ConversationWrites } from './conversation-writes.js';
import type { Db } from './database.js';
import { documentReads, documentWrites } from './document-rows.js';
import { messageReads, messageWrites, pageReads } from './message-rows.js';
import { wordsReads } from './words-reads.js';
import { wordsWrites } from './words-writes.js';

/** What a reader's connection gives. */
export function readRows(db: Db): ReadRows {
  const conversations = conversationReads(db);
  const tenant = db.prepare<[number], { tenant: string }>('SELECT tenant FROM heads WHERE key = ?');
  return {
    ...conversations,
    ...pageReads(db),
    ...messageReads(db, (key) => tenant.get(key)?.tenant),
    ...documentReads(db),
    ...wordsReads(db),
  };
}

export type WriterRows = Rows & Pick<ConversationWrites, 'flush' | 'forget' | 'trim'>;

/** What the writer's connection gives: the same, with conversations held in memory between commits. */
export function writerRows(db: Db): WriterRows {
  const conversations = conversationReads(db);
  const words = wordsWrites(db);
  const held = conversationWrites(db, conversations, words);
  const tenantOf = (key: number) => held.entry(key)?.record.tenant;
  return {
    ...conversations,
    ...pageReads(db),
    ...messageReads(db, tenantOf),
    ...messageWrites(db, tenantOf, words),
    ...wordsReads(db),
    ...documentReads(db),
    ...documentWrites(db),
    ...held,
  };
}
