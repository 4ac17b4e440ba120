/** One connection to the relay's database, set as durability needs it, with the schema of this release. */
import Database from 'better-sqlite3';
import { MIGRATIONS } from './migrations.js';

/** `crmc`, in the file's header: another program's database in our folder is not taken for an old one of ours. */
const APPLICATION_ID = 0x63726d63;

export type Db = Database.Database;

export interface WriterOptions {
  readonly file: string;
  /** Of a new history. */
  readonly epoch: string;
  /** The most pages that the file may have: how tests fill a disk. */
  readonly maxPages?: number | undefined;
  readonly migrations?: readonly string[];
}

function pragma(db: Db, text: string): unknown {
  return db.pragma(text, { simple: true });
}

/** What is acknowledged has to be on the disk: WAL alone would leave better-sqlite3 at NORMAL, which a power cut may undo. */
function makeDurable(db: Db, file: string): void {
  const mode = pragma(db, 'journal_mode = WAL');
  if (mode !== 'wal') throw new Error(`${file} cannot be kept in WAL mode (it says ${String(mode)}).`);
  db.pragma('synchronous = FULL');
  const level = pragma(db, 'synchronous');
  if (level !== 2) throw new Error(`${file} does not keep synchronous=FULL (it says ${String(level)}).`);
}

function migrate(db: Db, { file, epoch, migrations = MIGRATIONS }: WriterOptions): void {
  const version = pragma(db, 'user_version') as number;
  const isNew = version === 0 && db.prepare('SELECT 1 FROM sqlite_schema').get() === undefined;
  if (isNew) db.pragma(`application_id = ${APPLICATION_ID}`);
  else if (pragma(db, 'application_id') !== APPLICATION_ID) throw new Error(`${file} is not a relay's database.`);
  if (version > migrations.length) {
    throw new Error(
      `${file} was written by a newer relay (its schema is ${version}, this one knows ${migrations.length}). Install that one.`,
    );
  }
  for (const [at, sql] of migrations.entries()) {
    if (at < version) continue;
    const step = db.transaction(() => {
      db.exec(sql);
      if (at === 0) db.prepare("INSERT INTO meta VALUES ('epoch', ?)").run(epoch);
      db.pragma(`user_version = ${at + 1}`);
    });
    step.exclusive();
  }
}

/** @throws Error when the file is not ours, newer than this relay, or cannot be made durable. */
export function openWriter(options: WriterOptions): Db {
  const db = new Database(options.file);
  try {
    makeDurable(db, options.file);
    migrate(db, options);
    if (options.maxPages !== undefined) db.pragma(`max_page_count = ${options.maxPages}`);
    // A checkpoint holds up the commit that meets it by some 10 ms: seldom enough to stay out of the slowest hundredth.
    db.pragma('wal_autocheckpoint = 4000');
    // Pages stay in memory between batches; a burst's log does not stay on the disk for ever.
    db.pragma('cache_size = -65536');
    db.pragma('journal_size_limit = 67108864');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

export function openReader(file: string): Db {
  return new Database(file, { readonly: true, fileMustExist: true });
}

export function epochOf(db: Db): string {
  const row = db.prepare<[], { value: string }>("SELECT value FROM meta WHERE name = 'epoch'").get();
  if (!row) throw new Error('The database has no epoch.');
  return row.value;
}

/** The disk's fault, or the machine's, and not the write's: the same may succeed later. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Database.SqliteError)) return false;
  return /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN|NOMEM|BUSY|LOCKED|PROTOCOL|CORRUPT|NOTADB|PERM)/.test(error.code);
}
