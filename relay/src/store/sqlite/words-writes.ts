/**
 * The index of words, as the writer keeps it. A new message costs nothing here: it is found by its key, above `upto`, and
 * its words are written when the writer has nothing else to do, many in a transaction. `upto` is on the disk with them, so
 * that nothing is left out after a `kill -9`. What is changed or removed later is changed here in the same transaction: no
 * search ever finds a text that is gone.
 */
import type { MessageType } from '@crm-chat/sdk/protocol';
import { wordText } from '../kernel/words.js';
import type { ConversationRecord } from '../store.js';
import type { Db } from './database.js';
import { scopeOf } from './words-scope.js';

/** What has to be known of a message to index it. */
interface Said {
  readonly key: number;
  readonly conversation: number;
  readonly tenant: string;
  readonly type: MessageType;
  readonly status: string;
  readonly deleted: number;
  readonly json: string;
}

export interface WordsWrites {
  /** A message that is there already has another form. */
  changed(said: Said): void;
  /** Before rows go: those of a conversation up to a `seq`. */
  removing(conversation: number, upto: number): void;
  /** After rows went: keys above the last one are given again. */
  removed(): void;
  titled(key: number, record: ConversationRecord): void;
  untitled(key: number): void;
}

const TEXT = (json: string): string => (JSON.parse(json) as { text: string }).text;

function messageWords(db: Db) {
  const put = db.prepare('INSERT OR REPLACE INTO message_words (rowid, scope, text, note) VALUES (?, ?, ?, ?)');
  const remove = db.prepare('DELETE FROM message_words WHERE rowid = ?');
  return {
    remove: (key: number) => void remove.run(key),
    /** @returns whether there is something to be found. */
    put({ key, conversation, tenant, type, status, deleted, json }: Said): boolean {
      if (type === 'event' || status === 'streaming' || deleted === 1) return false;
      const words = wordText(TEXT(json));
      if (words === '') return false;
      const scope = scopeOf(tenant, conversation);
      put.run(key, scope, type === 'text' ? words : null, type === 'note' ? words : null);
      return true;
    },
  };
}

function conversationWords(db: Db) {
  const put = db.prepare(
    'INSERT OR REPLACE INTO conversation_words (rowid, scope, title, subject) VALUES (?, ?, ?, ?)',
  );
  return (key: number, tenant: string, title: string, subject: string | null): void => {
    put.run(key, scopeOf(tenant, key), wordText(title), wordText(subject ?? ''));
  };
}

/** Up to which key an index has what it should. */
function position(db: Db, name: 'messages' | 'conversations') {
  const read = db.prepare<[string], { upto: number }>('SELECT upto FROM indexed WHERE name = ?');
  const write = db.prepare('UPDATE indexed SET upto = ? WHERE name = ?');
  return {
    get: (): number => read.get(name)?.upto ?? 0,
    set: (upto: number) => void write.run(upto, name),
  };
}

export function wordsWrites(db: Db): WordsWrites {
  const words = messageWords(db);
  const titles = conversationWords(db);
  const upto = position(db, 'messages');
  const untitle = db.prepare('DELETE FROM conversation_words WHERE rowid = ?');
  const gone = db.prepare<[number, number, number], { key: number }>(
    'SELECT key FROM messages WHERE conversation = ? AND seq <= ? AND key <= ?',
  );
  const last = db.prepare<[], { key: number | null }>('SELECT max(key) AS key FROM messages');
  return {
    changed(said) {
      // Above it, the row is indexed as it is by then.
      if (said.key <= upto.get() && !words.put(said)) words.remove(said.key);
    },
    removing(conversation, seq) {
      for (const { key } of gone.all(conversation, seq, upto.get())) words.remove(key);
    },
    removed() {
      const highest = last.get()?.key ?? 0;
      // The next message may get the key of one that went, and has to be above.
      if (upto.get() > highest) upto.set(highest);
    },
    titled: (key, { tenant, title, subject }) => titles(key, tenant, title, subject),
    untitled: (key) => void untitle.run(key),
  };
}

export interface Indexer {
  /**
   * Gives up to so many rows their words, in a transaction that waits for no disk: one that a power cut undoes is done again.
   *
   * @returns whether more may be waiting.
   * @throws SqliteError when the disk refuses: nothing of it was kept.
   */
  step(rows: number): boolean;
}

export function createIndexer(db: Db): Indexer {
  const words = messageWords(db);
  const titles = conversationWords(db);
  const messages = position(db, 'messages');
  const conversations = position(db, 'conversations');
  const nextMessages = db.prepare<[number, number], Said>(
    `SELECT key, conversation, tenant, type, status, deleted, json FROM messages WHERE key > ? ORDER BY key LIMIT ?`,
  );
  type Titled = { key: number; tenant: string; title: string; subject: string | null };
  const nextConversations = db.prepare<[number, number], Titled>(
    'SELECT key, tenant, title, subject FROM conversations WHERE key > ? ORDER BY key LIMIT ?',
  );

  /** Titles are written with their conversations; these are those that an earlier version wrote. */
  function title(limit: number): number {
    const found = nextConversations.all(conversations.get(), limit);
    for (const { key, tenant, title: text, subject } of found) titles(key, tenant, text, subject);
    const last = found.at(-1);
    if (last) conversations.set(last.key);
    return found.length;
  }

  const work = db.transaction((limit: number): boolean => {
    const titled = title(limit);
    const said = nextMessages.all(messages.get(), limit - titled);
    for (const one of said) words.put(one);
    const last = said.at(-1);
    if (last) messages.set(last.key);
    return titled + said.length >= limit;
  });

  return {
    step(limit) {
      // Nothing was promised to anybody, so it does not wait for the disk; the next commit of a write takes it along.
      db.pragma('synchronous = NORMAL');
      try {
        return work.immediate(limit);
      } finally {
        db.pragma('synchronous = FULL');
      }
    },
  };
}
