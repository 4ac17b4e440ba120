/**
 * What is kept of an upload besides its bytes: documents of two collections. The kernel moves them in the transaction that
 * writes or removes a message, so that a file is never taken away under a message that was committed, and a message never
 * names a file that had been taken away: docs/decisions/0006-files-belong-to-the-messages-that-name-them.md.
 */
import type { Attachment } from '@crm-chat/sdk/protocol';

export interface FileRef {
  readonly conversation_id: string;
  readonly message_id: string;
  /** Of a note, which users never see. */
  readonly note: boolean;
}

export interface FileRecord {
  readonly tenant: string;
  /** Who uploaded it, and alone may send it. */
  readonly owner_id: string;
  readonly client_id: string | null;
  readonly attachment: Attachment;
  /** SHA-256 of the bytes, hex. */
  readonly sha256: string;
  readonly created_at: string;
  /** The messages that name it, at most `FILE_REFS_MAX`. */
  readonly refs: readonly FileRef[];
  /** From when on it may be removed; null while a message names it. */
  readonly due_at: string | null;
  /** Messages named it, and none does any more: nobody gets it again, nobody can send it again. */
  readonly gone: boolean;
}

/** Names a file that may be removed some day, under `dueKey`: what a clean-up walks, in the order in which they fall due. */
export interface FileDue {
  readonly id: string;
  readonly due_at: string;
}

/** By the file's id, which the relay mints: random, so that it is one of all tenants. */
export const FILES = 'files';
export const FILES_DUE = 'files-due';

/** Messages that may name one file. Beyond, its record would make each further send slower. */
export const FILE_REFS_MAX = 100;

export const dueKey = ({ id, due_at }: FileDue): string => `${due_at}/${id}`;
