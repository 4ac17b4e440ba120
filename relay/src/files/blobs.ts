/** Bytes by id, wherever they are kept. `disk-blobs.ts` keeps them in a folder. */

/** A file that comes in: on the local disk until it is kept, where it can be looked into. */
export interface Spool {
  /** For libraries that look for themselves. */
  readonly path: string;
  readonly size: number;
  /** @throws StoreUnavailable when the disk is full */
  write(chunk: Uint8Array): Promise<void>;
  /** Fewer bytes than asked for at the end. */
  read(position: number, length: number): Promise<Buffer>;
  /** Makes it durable, under its id. @throws StoreUnavailable */
  keep(): Promise<void>;
  /** Leaves nothing of it, kept or not. Idempotent. */
  discard(): Promise<void>;
}

/** A kept file, open: it stays whole for this reader even when it is removed meanwhile. */
export interface OpenBlob {
  readonly size: number;
  read(position: number, length: number): Promise<Buffer>;
  /** Idempotent. */
  close(): Promise<void>;
}

export interface Blobs {
  /** Makes the place ready and removes what was half written when the process before this one ended. */
  start(): Promise<void>;
  /** @throws StoreUnavailable, RelayError `overloaded` */
  receive(id: string): Promise<Spool>;
  /** Null where there is none. */
  open(id: string): Promise<OpenBlob | null>;
  has(id: string): Promise<boolean>;
  /** Done already where there is none. */
  remove(id: string): Promise<void>;
  /** Every kept file, with the time since which it has been there (ms since 1970; a restored one: since then). */
  list(): AsyncIterable<{ readonly id: string; readonly since: number }>;
  /** Bytes that can still be written. */
  free(): Promise<number>;
}
