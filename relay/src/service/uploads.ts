/** Uploads of a tenant as an admin sees them: what there is, who has it where, and away with it. */
import type { Attachment } from '@crm-chat/sdk/protocol';
import type { Principal } from '../auth/principal.js';
import type { Clock } from '../clock.js';
import { RelayError } from '../errors.js';
import { stateOf, type Files, type UploadQuery, type UploadState } from '../files/files.js';
import type { FileRecord, FileRef, RemoveFileWrite, Store } from '../store/store.js';
import { existingId } from './validate.js';

export interface Upload extends Attachment {
  /** Of the bytes, hex. */
  readonly sha256: string;
  readonly owner_id: string;
  readonly created_at: string;
  readonly state: UploadState;
  /** From when on a clean-up may take it; null while a message names it. */
  readonly due_at: string | null;
  readonly messages: readonly FileRef[];
}

export interface Uploads {
  list(principal: Principal, query: UploadQuery): Promise<{ results: Upload[]; next: string | null }>;
  /** @throws RelayError `not_found` */
  one(principal: Principal, id: string): Promise<Upload>;
  /** Out of every message that names it, and off the disk. @throws RelayError `not_found` */
  remove(principal: Principal, id: string): Promise<void>;
  /** Everything that somebody has uploaded: what messages of theirs still name, and what none does. */
  removeAllOf(tenant: string, userId: string, signal: AbortSignal): Promise<void>;
}

export interface UploadsOptions {
  readonly store: Pick<Store, 'write'>;
  readonly files: Pick<Files, 'list' | 'find' | 'clear'>;
  readonly clock: Clock;
  readonly log: { warn(fields: object, message: string): void };
}

const SYSTEM: RemoveFileWrite['actor'] = { id: 'system', name: 'System', role: 'system', avatar: null };

export function createUploads({ store, files, clock, log }: UploadsOptions): Uploads {
  const find = async (tenant: string, id: string): Promise<FileRecord> => {
    const record = await files.find(id);
    if (record?.tenant !== tenant) throw new RelayError('not_found');
    return record;
  };
  const remove = async (record: FileRecord, actor: RemoveFileWrite['actor']): Promise<void> => {
    const { tenant, attachment } = record;
    const now = new Date(clock.now()).toISOString();
    const write = {
      kind: 'remove-file',
      tenant,
      access: { kind: 'staff' },
      actor,
      now,
      file_id: attachment.id,
    } as const;
    const outcome = await store.write(write);
    if (!outcome.ok) throw new RelayError(outcome.code, outcome.detail);
    // Nobody gets it any more, whatever comes of the bytes now: a clean-up finds the note that they are due.
    await files.clear(record).catch((err: unknown) => log.warn({ err }, 'the bytes of a deleted file go later'));
  };
  return {
    async list({ tenant }, query) {
      const { results, next } = await files.list(tenant, query);
      return { results: results.map(present), next };
    },
    one: async ({ tenant }, id) => present(await find(tenant, existingId(id))),
    remove: async ({ tenant, user }, id) => remove(await find(tenant, existingId(id)), user),
    async removeAllOf(tenant, userId, signal) {
      const isOver = () => signal.aborted;
      for (let cursor: string | null | undefined; cursor !== null && !isOver();) {
        const query = { person: userId, ...(cursor !== undefined && { cursor }) };
        const page = await files.list(tenant, query);
        for (const record of page.results) {
          if (isOver()) return;
          await remove(record, SYSTEM).catch(ignoreGone);
        }
        cursor = page.next;
      }
    },
  };
}

/** A clean-up was quicker. */
function ignoreGone(error: unknown): void {
  if (!(error instanceof RelayError && error.code === 'not_found')) throw error;
}

const present = (record: FileRecord): Upload => ({
  ...record.attachment,
  sha256: record.sha256,
  owner_id: record.owner_id,
  created_at: record.created_at,
  state: stateOf(record),
  due_at: record.due_at,
  messages: record.refs,
});
