import { run, type Op, type OpResult } from '../kernel/operations.js';
import { isUnavailable, type Db } from './database.js';
import type { WriterRows } from './sqlite-rows.js';

/** What a write that could not be carried out came to. */
export interface Failure {
  readonly failed: string;
}

export type BatchResult = OpResult | Failure;

export interface Batches {
  /** @throws SqliteError when the disk refuses: nothing of the batch was kept. */
  commit(ops: readonly Op[]): readonly BatchResult[];
  /** @throws SqliteError when the disk takes no write. */
  probe(): void;
}

const reason = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

/** Many writes in one transaction: what costs is the disk's answer at its end. */
export function createBatches(db: Db, rows: WriterRows): Batches {
  const [begin, end, undo] = ['BEGIN IMMEDIATE', 'COMMIT', 'ROLLBACK'].map((sql) => db.prepare(sql));
  const [mark, keep, takeBack] = ['SAVEPOINT one', 'RELEASE one', 'ROLLBACK TO one'].map((sql) => db.prepare(sql));
  const fill = db.prepare('INSERT INTO probe VALUES (zeroblob(65536))');
  const empty = db.prepare('DELETE FROM probe');

  function transaction<T>(work: () => T): T {
    begin?.run();
    try {
      const result = work();
      rows.flush();
      end?.run();
      rows.trim();
      return result;
    } catch (error) {
      rows.forget();
      // A full disk may have ended the transaction by itself.
      if (db.inTransaction) undo?.run();
      throw error;
    }
  }

  /** Each write under a savepoint, so that one that throws takes back itself alone. */
  function oneByOne(op: Op): BatchResult {
    mark?.run();
    try {
      const result = run(rows, op);
      rows.flush();
      keep?.run();
      return result;
    } catch (error) {
      if (isUnavailable(error) || !db.inTransaction) throw error;
      rows.forget();
      takeBack?.run();
      keep?.run();
      return { failed: reason(error) };
    }
  }

  return {
    commit(ops) {
      try {
        return transaction(() => ops.map((op) => run(rows, op)));
      } catch (error) {
        if (isUnavailable(error)) throw error;
        // A write that throws is a bug, so the way without savepoints is the usual one. The kernel is deterministic: the
        // others come to the same again.
        return transaction(() => ops.map(oneByOne));
      }
    },
    probe() {
      transaction(() => {
        fill.run();
        empty.run();
      });
    },
  };
}
