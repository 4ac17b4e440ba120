/** Who may upload and who may fetch. Everything that a call refuses is a `RelayError` with a code of the one table. */
import type { Attachment, AttachmentLink, Limits } from '@crm-chat/sdk/protocol';
import type { Principal } from '../auth/principal.js';
import type { Clock } from '../clock.js';
import { RelayError } from '../errors.js';
import type { OpenBlob } from '../files/blobs.js';
import type { Files, IncomingFile } from '../files/files.js';
import type { ConversationRecord, FileRecord, Store } from '../store/store.js';
import { TokenBuckets } from '../token-bucket.js';
import { accessOf, audienceOf, mayEnter, namesSubject, roleMay } from './access.js';
import { createFileTickets } from './file-tickets.js';
import { charge, personKey } from './ground.js';
import { Slots, type SlotBounds } from './slots.js';
import { checkId, existingId } from './validate.js';

/**
 * Reads a form to its end and hands its file to `take` on the way.
 *
 * @returns the form's other fields.
 */
export type UploadForm = (take: (file: IncomingFile) => Promise<void>) => Promise<{ client_id?: string }>;

export interface Download {
  readonly attachment: Attachment;
  /** Names the bytes. */
  readonly sha256: string;
  readonly blob: OpenBlob;
}

export interface FileService {
  /** @throws RelayError `too_many_connections`, `overloaded`, `rate_limited`, and what `Files` refuses */
  upload(principal: Principal, form: UploadForm): Promise<Attachment>;
  /** The caller closes the blob. @throws RelayError `not_found`, `attachment_gone` */
  download(principal: Principal, id: string): Promise<Download>;
  /** @throws RelayError `not_found` */
  link(principal: Principal, id: string): Promise<AttachmentLink>;
  /** Whom a link's ticket stands for. @throws RelayError `token_invalid`, `token_expired` */
  redeem(id: string, ticket: string): Promise<Principal>;
}

export interface FileServiceOptions {
  readonly store: Pick<Store, 'collection' | 'conversation'>;
  readonly files: Files;
  readonly limits: Pick<Limits, 'sends_per_second' | 'send_burst'>;
  readonly clock: Clock;
  readonly uploads?: SlotBounds;
  readonly downloads?: SlotBounds;
}

/** A message's ten files go one after the other; more at once only share the same line. Each costs a file and 64 KiB. */
const UPLOADS: SlotBounds = { each: 4, all: 64 };
/** A browser opens six connections to a host, in each of its windows. */
const DOWNLOADS: SlotBounds = { each: 32, all: 512 };

export function createFileService(options: FileServiceOptions): FileService {
  const { store, files, limits, clock } = options;
  const tickets = createFileTickets(store, clock);
  const buckets = new TokenBuckets(clock, limits.sends_per_second, limits.send_burst);
  const uploads = new Slots(options.uploads ?? UPLOADS);
  const downloads = new Slots(options.downloads ?? DOWNLOADS);

  return {
    async upload(principal, form) {
      charge(buckets, principal, 1);
      const free = uploads.take(personKey(principal));
      try {
        return (await takeUpload(files, principal, form)).attachment;
      } finally {
        free();
      }
    },
    async download(principal, id) {
      const { record } = await demandFile(options, principal, id);
      const free = downloads.take(personKey(principal));
      try {
        const blob = await files.open(record.attachment.id);
        // On record and not on the disk: a backup was put back without its files.
        if (blob === null) throw new RelayError('attachment_gone', 'The relay has lost this file.');
        return { attachment: record.attachment, sha256: record.sha256, blob: closing(blob, free) };
      } catch (error) {
        free();
        throw error;
      }
    },
    async link(principal, id) {
      const { record, through } = await demandFile(options, principal, id);
      const subject = through?.subject ?? null;
      const named = subject !== null && namesSubject(principal.subjects, subject) ? subject : null;
      const { ticket, expiresAt } = await tickets.issue(principal, record.attachment.id, named);
      return { url: `${record.attachment.url}?ticket=${ticket}`, expires_at: new Date(expiresAt).toISOString() };
    },
    redeem: (id, ticket) => tickets.redeem(existingId(id), ticket),
  };
}

const closing = (blob: OpenBlob, after: () => void): OpenBlob => ({
  size: blob.size,
  read: (position, length) => blob.read(position, length),
  close: async () => {
    after();
    await blob.close();
  },
});

async function takeUpload(files: Files, principal: Principal, form: UploadForm): Promise<FileRecord> {
  let received: Awaited<ReturnType<Files['receive']>> | undefined;
  try {
    const { client_id: given } = await form(async (file) => {
      received = await files.receive(file);
    });
    const client_id = given === undefined ? null : checkId(given, 'client_id');
    if (received === undefined) {
      throw new RelayError('invalid', 'The form has no file.', { errors: [{ path: 'file', message: 'is missing' }] });
    }
    return await files.keep(received, { tenant: principal.tenant, user_id: principal.user.id, client_id });
  } finally {
    await received?.discard();
  }
}

type Ground = Pick<FileServiceOptions, 'store' | 'files'>;

/**
 * The file, and a conversation by which the person sees it: one of a message that names it, or none yet, for whoever
 * uploaded it. Missing, not theirs and deleted look the same.
 */
async function demandFile(
  { store, files }: Ground,
  principal: Principal,
  id: string,
): Promise<{ record: FileRecord; through: ConversationRecord | null }> {
  const record = await files.find(existingId(id));
  if (record?.tenant !== principal.tenant || record.gone) throw new RelayError('not_found');
  if (record.refs.length === 0) {
    const isOwn = record.owner_id === principal.user.id;
    if (!isOwn && !roleMay(principal, 'see-unsent')) throw new RelayError('not_found');
    return { record, through: null };
  }
  const access = accessOf(principal);
  const audience = audienceOf(principal);
  const visible = record.refs.filter(({ note }) => !note || audience === 'staff');
  for (const conversation_id of new Set(visible.map((ref) => ref.conversation_id))) {
    const conversation = await store.conversation(principal.tenant, conversation_id);
    if (conversation !== null && mayEnter(access, conversation)) return { record, through: conversation };
  }
  throw new RelayError('not_found');
}
