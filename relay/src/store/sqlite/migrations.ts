/**
 * The schema, step by step. A step that a release has carried is never changed: what has to be otherwise is a new step.
 * `PRAGMA user_version` holds the number of the last one that was taken.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

  -- Where an id leads: to its own conversation, to another (a pointer), or to NULL (dropped, and taken for ever).
  CREATE TABLE names (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    conversation INTEGER,
    PRIMARY KEY (tenant, id)
  ) STRICT, WITHOUT ROWID;

  -- What people change about a conversation. A key is never used again: pointers to a dropped conversation stay.
  CREATE TABLE conversations (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    title TEXT NOT NULL,
    -- Lower case by Unicode, which SQLite's own LIKE does not know.
    title_lower TEXT NOT NULL,
    subject TEXT,
    status TEXT NOT NULL,
    is_archived INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    assignee TEXT,
    bot TEXT NOT NULL,
    metadata TEXT NOT NULL,
    rev INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX conversations_subject ON conversations (tenant, subject) WHERE subject IS NOT NULL;
  CREATE UNIQUE INDEX conversations_open_subject ON conversations (tenant, subject)
    WHERE subject IS NOT NULL AND status = 'open';

  -- What every message moves: apart, so that a message does not write 16 KiB of metadata again.
  CREATE TABLE heads (
    key INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    head INTEGER NOT NULL,
    floor INTEGER NOT NULL,
    activity_staff TEXT NOT NULL,
    activity_user TEXT NOT NULL,
    oldest_at TEXT,
    asked_at TEXT
  ) STRICT;
  CREATE INDEX heads_activity ON heads (tenant, activity_staff, key);
  CREATE INDEX heads_oldest ON heads (oldest_at) WHERE oldest_at IS NOT NULL;
  CREATE INDEX heads_asked ON heads (asked_at) WHERE asked_at IS NOT NULL;

  -- By key in the order in which they came.
  CREATE TABLE members (
    key INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL,
    user_id TEXT NOT NULL,
    user TEXT NOT NULL,
    joined_at TEXT NOT NULL,
    last_read_seq INTEGER NOT NULL,
    last_read_visible_seq INTEGER NOT NULL,
    last_read_at TEXT,
    last_read_visible_at TEXT,
    UNIQUE (conversation, user_id)
  ) STRICT;
  CREATE INDEX members_user ON members (user_id, conversation);

  CREATE TABLE messages (
    key INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    rev INTEGER NOT NULL,
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    sender_id TEXT NOT NULL,
    sender_role TEXT NOT NULL,
    status TEXT NOT NULL,
    created_at TEXT NOT NULL,
    deleted INTEGER NOT NULL,
    answers_seq INTEGER,
    lease TEXT,
    lease_until TEXT,
    json TEXT NOT NULL,
    UNIQUE (conversation, seq),
    UNIQUE (tenant, id)
  ) STRICT;
  -- A row that was never changed has its place as its rev, and is found by that: a message writes one index less.
  CREATE UNIQUE INDEX messages_changed ON messages (conversation, rev) WHERE rev <> seq;
  CREATE INDEX messages_replies ON messages (conversation, answers_seq) WHERE answers_seq IS NOT NULL;
  CREATE INDEX messages_streaming ON messages (conversation, seq) WHERE status = 'streaming';

  -- Every client_id that was ever settled, for ever. By client_id first: those of our SDK begin with the time, so that a
  -- commit for a hundred rooms fills the last pages instead of touching one a room.
  CREATE TABLE once (
    client_id TEXT NOT NULL,
    conversation INTEGER NOT NULL,
    user_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    hash TEXT NOT NULL,
    message_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (client_id, conversation, user_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE collections (name TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE documents (
    name TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (name, key)
  ) STRICT, WITHOUT ROWID;

  -- Written and emptied to learn whether the disk takes writes.
  CREATE TABLE probe (bytes BLOB NOT NULL) STRICT;
  `,
  `
  -- The words of what may be found. The relay cuts them (kernel/words.ts) and hands them over with a space between, so the
  -- plainest tokenizer is the right one; texts stand in the messages, once. The scope has the tenant and the conversation as
  -- words, so that looking there is part of the query and not a filter behind it.
  CREATE VIRTUAL TABLE message_words USING fts5(
    scope, text, note, content = '', contentless_delete = 1, tokenize = 'ascii'
  );
  CREATE VIRTUAL TABLE conversation_words USING fts5(
    scope, title, subject, content = '', contentless_delete = 1, tokenize = 'ascii'
  );
  -- Up to which key the rows have their words: what is above is done when the writer has nothing else to do. From 0, so that
  -- what an earlier version wrote is done too.
  CREATE TABLE indexed (
    name TEXT PRIMARY KEY,
    upto INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  INSERT INTO indexed VALUES ('messages', 0), ('conversations', 0);

  -- Titles were looked through one by one.
  ALTER TABLE conversations DROP COLUMN title_lower;

  CREATE INDEX conversations_assignee ON conversations (tenant, assignee ->> 'id') WHERE assignee IS NOT NULL;
  `,
];
