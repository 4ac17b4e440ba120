import { constants } from 'node:fs';
import { access, mkdir, open, opendir, rename, rm, stat, statfs, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { RelayError, StoreUnavailable } from '../errors.js';
import { syncPath } from '../sync-path.js';
import type { Blobs, OpenBlob, Spool } from './blobs.js';

/** What comes in stands apart, on the same disk, so that keeping it is a rename. */
const INCOMING = 'incoming';
/** Only what the relay minted is ever made a path of. */
const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SHELF = /^[0-9a-f]{2}$/;

const FULL: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EACCES', 'EPERM']);
const BUSY: ReadonlySet<string | undefined> = new Set(['EMFILE', 'ENFILE', 'ENOMEM']);

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;
const isMissing = (error: unknown): boolean => codeOf(error) === 'ENOENT';

/** The disk's refusals in the relay's words. */
async function asked<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (FULL.has(codeOf(cause))) throw new StoreUnavailable('There is no room for files at the moment.', { cause });
    if (BUSY.has(codeOf(cause))) throw new RelayError('overloaded', undefined, { cause });
    throw cause;
  }
}

/**
 * Files in a folder of the relay's data: `files/ab/abcd….` by id, two letters a folder, so that none grows too long to list.
 * A name that a person gave never becomes a path.
 */
export function createDiskBlobs(folder: string): Blobs {
  const incoming = path.join(folder, INCOMING);
  const placeOf = (id: string): string => {
    if (!ID.test(id)) throw new RelayError('internal', undefined, { cause: new Error('This is no id of a file.') });
    return path.join(folder, id.slice(0, 2), id);
  };

  return {
    async start() {
      await rm(incoming, { recursive: true, force: true });
      await mkdir(incoming, { recursive: true, mode: 0o700 });
    },
    async receive(id) {
      const place = placeOf(id);
      const spooled = path.join(incoming, id);
      return spool(await asked(open(spooled, 'wx+', 0o600)), spooled, place);
    },
    async open(id) {
      try {
        return await reader(await asked(open(placeOf(id), 'r')));
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    has: (id) =>
      access(placeOf(id), constants.R_OK).then(
        () => true,
        () => false,
      ),
    remove: async (id) => asked(rm(placeOf(id), { force: true })),
    list: () => walk(folder),
    async free() {
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    },
  };
}

function spool(handle: FileHandle, spooled: string, place: string): Spool {
  let size = 0;
  let closed = false;
  const close = async () => {
    if (closed) return;
    closed = true;
    await handle.close();
  };
  return {
    path: spooled,
    get size() {
      return size;
    },
    async write(chunk) {
      for (let at = 0; at < chunk.byteLength;) {
        const { bytesWritten } = await asked(handle.write(chunk, at, chunk.byteLength - at, size));
        at += bytesWritten;
        size += bytesWritten;
      }
    },
    read: (position, length) => readAt(handle, position, length),
    async keep() {
      await asked(handle.sync());
      await close();
      const shelf = path.dirname(place);
      await asked(mkdir(shelf, { recursive: true, mode: 0o700 }));
      await asked(rename(spooled, place));
      // The names are on the disk only when their folders are.
      for (const named of [shelf, path.dirname(shelf)]) await asked(syncPath(named));
    },
    async discard() {
      await close();
      await rm(spooled, { force: true });
      await rm(place, { force: true });
    },
  };
}

async function reader(handle: FileHandle): Promise<OpenBlob> {
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= handle.close());
  try {
    const { size } = await handle.stat();
    return { size, read: (position, length) => readAt(handle, position, length), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await asked(handle.read(buffer, filled, length - filled, position + filled));
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

async function* walk(folder: string): AsyncGenerator<{ id: string; since: number }> {
  for await (const shelf of await opendir(folder)) {
    if (!shelf.isDirectory() || !SHELF.test(shelf.name)) continue;
    for await (const { name } of await opendir(path.join(folder, shelf.name))) {
      if (!ID.test(name)) continue;
      try {
        // The change time: copying a backup back sets it, whatever dates it restores.
        yield { id: name, since: (await stat(path.join(folder, shelf.name, name))).ctimeMs };
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    }
  }
}
