/** People's files: taken, recognised, kept with what is known of them, handed out, cleaned up. Who may is the service's to say. */
import type { FileRecord } from '../store/store.js';
import type { OpenBlob } from './blobs.js';

export interface IncomingFile {
  /** As it was sent; undefined where the part had none. */
  readonly name: string | undefined;
  /** The part's Content-Type; empty for none. */
  readonly declared: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** A file that has come in whole and is what it says. Either kept or discarded. */
export interface ReceivedFile {
  readonly sha256: string;
  /** Leaves nothing of it. Idempotent; nothing to do once it is kept. */
  discard(): Promise<void>;
}

export interface Uploader {
  readonly tenant: string;
  readonly user_id: string;
  /** The same again gives the same file; null: each time a new one. */
  readonly client_id: string | null;
}

export interface SweepReport {
  /** Files that fell due. */
  readonly removed: number;
  readonly bytes: number;
  /** Bytes that nothing was on record of. */
  readonly strays: number;
  /** Uploads on record whose bytes were not there. */
  readonly lost: number;
}

/** `sent`: a message names it. `unsent`: none does yet. `gone`: its messages were deleted; the next clean-up takes it. */
export const UPLOAD_STATES = ['sent', 'unsent', 'gone'] as const;
export type UploadState = (typeof UPLOAD_STATES)[number];

export const stateOf = ({ refs, gone }: Pick<FileRecord, 'refs' | 'gone'>): UploadState =>
  gone ? 'gone' : refs.length > 0 ? 'sent' : 'unsent';

export interface UploadQuery {
  /** Id of a conversation with a message that names it. */
  readonly conversation?: string;
  /** Id of whoever uploaded it. */
  readonly person?: string;
  /** A media type, or a kind of them: `image/*`. */
  readonly type?: string;
  /** Bytes, both included. */
  readonly min_size?: number;
  readonly max_size?: number;
  readonly state?: UploadState;
  /** Of the bytes, hex: copies of a file have the same. */
  readonly sha256?: string;
  readonly cursor?: string;
  readonly limit?: number;
}

export interface UploadPage {
  readonly results: readonly FileRecord[];
  readonly next: string | null;
}

export interface Files {
  /** Before the first call: the place is made ready, and what was half written is removed. */
  start(): Promise<void>;
  /**
   * Takes one file, as fast as the disk does, and looks at what it is.
   *
   * @throws RelayError `invalid`, `too_large`, `file_type_refused`, `storage_unavailable`; whatever `bytes` throws
   */
  receive(file: IncomingFile): Promise<ReceivedFile>;
  /**
   * Makes it durable and puts it on record; the record of the first where this `client_id` has one already.
   *
   * @throws RelayError `idempotency_mismatch`, `storage_unavailable`
   */
  keep(file: ReceivedFile, by: Uploader): Promise<FileRecord>;
  find(id: string): Promise<FileRecord | null>;
  /** Null where its bytes are not there. */
  open(id: string): Promise<OpenBlob | null>;
  /** Newest first. A page may be short of `limit`, or empty, and still have a `next`: a filter looks only so far at a time. */
  list(tenant: string, query: UploadQuery): Promise<UploadPage>;
  /** After its record has gone with a write: its bytes, and what was noted of it besides. Again does no harm. */
  clear(record: FileRecord): Promise<void>;
  /** Removes what has fallen due, and mends what a crash or a restored backup has left. Safe beside everything else. */
  sweep(signal?: AbortSignal): Promise<SweepReport>;
}
