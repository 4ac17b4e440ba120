import { createHash, randomUUID } from 'node:crypto';
import type { Limits } from '@crm-chat/sdk/protocol';
import type { Clock } from '../clock.js';
import { RelayError, StoreUnavailable } from '../errors.js';
import type { FileRecord, Store } from '../store/store.js';
import { extensionMayPass, textTypeOf } from '../upload-types.js';
import type { Blobs, Spool } from './blobs.js';
import { cleanName, extensionOf } from './file-name.js';
import { listUploads } from './list-uploads.js';
import type { Files, IncomingFile, ReceivedFile, Uploader } from './files.js';
import { PlainText } from './plain-text.js';
import { notTaken, recognise, type Recognised } from './recognise.js';
import { sweep, UNSENT_MS } from './sweep.js';
import { UploadLedger } from './upload-ledger.js';

/**
 * Bytes that uploads leave free. The database stands on the same disk, and a message is worth more than a file: who fills
 * the disk by uploading is refused before nobody can write any more.
 */
const RESERVE_BYTES = 64 * 1024 * 1024;
/** Another upload with this `client_id` can only be quicker so often. */
const CLAIM_TRIES = 5;

export interface FilesOptions {
  readonly store: Pick<Store, 'collection'>;
  readonly blobs: Blobs;
  readonly limits: Pick<Limits, 'upload_bytes' | 'upload_types'>;
  readonly clock: Clock;
  /** 64 MiB where it is absent. */
  readonly reserveBytes?: number;
  /** Random ids: they name the file on the disk too. */
  readonly newId?: () => string;
}

interface Received extends ReceivedFile {
  readonly id: string;
  readonly name: string;
  readonly spool: Spool;
  readonly found: Recognised;
}

export function createFiles(options: FilesOptions): Files {
  const { store, blobs, limits, clock, reserveBytes = RESERVE_BYTES, newId = randomUUID } = options;
  const ledger = new UploadLedger(store);
  const received = new WeakMap<ReceivedFile, Received>();

  return {
    async start() {
      await blobs.start();
      await ledger.completeList();
    },
    async receive(file) {
      const name = nameOf(file, limits.upload_types);
      if ((await blobs.free()) < reserveBytes + limits.upload_bytes) {
        throw new StoreUnavailable('There is no room for files at the moment.');
      }
      const id = newId();
      const spool = await blobs.receive(id);
      try {
        const { sha256, found } = await takeIn(file, name, spool, limits);
        const whole: Received = {
          ...{ id, name, spool, sha256, found },
          async discard() {
            if (received.delete(whole)) await spool.discard();
          },
        };
        received.set(whole, whole);
        return whole;
      } catch (error) {
        await spool.discard();
        throw error;
      }
    },
    async keep(file, by) {
      const whole = received.get(file);
      if (!whole) throw new RelayError('internal');
      // From now on it is not the caller's to discard: it may be kept.
      received.delete(file);
      try {
        return await keep(ledger, whole, by, clock.now());
      } catch (error) {
        await whole.spool.discard();
        throw error;
      }
    },
    find: async (id) => (await ledger.find(id))?.value ?? null,
    open: (id) => blobs.open(id),
    list: (tenant, query) => listUploads(ledger, tenant, query),
    async clear(record) {
      await blobs.remove(record.attachment.id);
      await ledger.forget(record);
    },
    sweep: (signal) => sweep({ ledger, blobs, clock }, signal),
  };
}

function nameOf({ name: raw }: IncomingFile, allowed: readonly string[]): string {
  const name = raw === undefined ? null : cleanName(raw);
  if (name === null) {
    throw new RelayError('invalid', 'The file has no name.', { errors: [{ path: 'file', message: 'has no name' }] });
  }
  if (!extensionMayPass(extensionOf(name), allowed)) throw notTaken(allowed);
  return name;
}

/** Bytes go to the disk one chunk after the other: the sender is as fast as the disk, and nothing piles up in between. */
async function takeIn(
  { bytes, declared }: IncomingFile,
  name: string,
  spool: Spool,
  limits: FilesOptions['limits'],
): Promise<{ sha256: string; found: Recognised }> {
  const extension = extensionOf(name);
  const text = textTypeOf(extension) === null ? null : new PlainText();
  const digest = createHash('sha256');
  for await (const chunk of bytes) {
    if (spool.size + chunk.byteLength > limits.upload_bytes) {
      throw new RelayError('too_large', `A file has at most ${limits.upload_bytes} bytes.`);
    }
    await spool.write(chunk);
    digest.update(chunk);
    text?.push(chunk);
  }
  if (spool.size === 0) {
    throw new RelayError('invalid', 'The file is empty.', { errors: [{ path: 'file', message: 'is empty' }] });
  }
  const claims = { extension, declared, textFault: text?.end() ?? null };
  const found = await recognise(spool, claims, limits.upload_types);
  return { sha256: digest.digest('hex'), found };
}

function recordOf({ id, name, sha256, spool, found }: Received, by: Uploader, now: number): FileRecord {
  const size = found.size ?? {};
  return {
    tenant: by.tenant,
    owner_id: by.user_id,
    client_id: by.client_id,
    attachment: { id, name, type: found.type, size: spool.size, url: `/api/attachments/${id}/`, ...size },
    sha256,
    created_at: new Date(now).toISOString(),
    refs: [],
    due_at: new Date(now + UNSENT_MS).toISOString(),
    gone: false,
  };
}

/** The same bytes under the same name are the same file. */
function sameAs(record: FileRecord, first: FileRecord): FileRecord {
  const same = record.sha256 === first.sha256 && record.attachment.name === first.attachment.name;
  if (!same) throw new RelayError('idempotency_mismatch');
  return first;
}

async function keep(ledger: UploadLedger, file: Received, by: Uploader, now: number): Promise<FileRecord> {
  const record = recordOf(file, by, now);
  const { id } = file;
  let earlier = by.client_id === null ? null : await ledger.claimed(record);
  if (earlier?.record) {
    const first = sameAs(record, earlier.record);
    await file.spool.discard();
    return first;
  }
  const due = { id, due_at: record.due_at ?? '' };
  await ledger.announce(due);
  await file.spool.keep();
  await ledger.add(record);
  for (let tries = 0; earlier !== null && tries < CLAIM_TRIES; tries += 1) {
    if (await ledger.claim(record, id, earlier.version)) return record;
    // The same upload, twice at once: the first to claim it has it, the other goes.
    earlier = await ledger.claimed(record);
    if (earlier.record === null) continue;
    const { record: first } = earlier;
    const mine = await ledger.find(id);
    if (mine) await ledger.remove(mine);
    await file.spool.discard();
    await ledger.forgetDue(due);
    return sameAs(record, first);
  }
  if (earlier !== null) throw new RelayError('overloaded');
  return record;
}
