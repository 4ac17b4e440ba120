/** Uploads on record: the documents that `store/file-records.ts` describes, and which `client_id` each answers to. */
import { createHash } from 'node:crypto';
import { newestFirst } from '../newest-first.js';
import {
  dueKey,
  FILES,
  FILES_DUE,
  type Collection,
  type Document,
  type FileDue,
  type FileRecord,
  type Store,
} from '../store/store.js';

/** Which file a `client_id` stands for, by `claimKey`. */
const CLAIMS = 'file-claims';
/** Of a tenant, newest first: what is listed. */
const listOf = (tenant: string): string => `files-newest:${tenant}`;
/** Whether uploads from before there was a list are in it. */
const LIST_STATE = 'files-newest';
const PAGE = 500;

type Claimant = Pick<FileRecord, 'tenant' | 'owner_id' | 'client_id'>;

/** Of one length, whatever the ids are. */
const claimKey = ({ tenant, owner_id, client_id }: Claimant): string =>
  createHash('sha256')
    .update(JSON.stringify([tenant, owner_id, client_id]))
    .digest('hex');

/** What never changes of an upload, so that a filter need not read its record. */
export interface Listed {
  readonly id: string;
  readonly owner_id: string;
  readonly type: string;
  readonly size: number;
  readonly sha256: string;
}

const listKey = ({ created_at, attachment }: FileRecord): string =>
  `${newestFirst(Date.parse(created_at))}-${attachment.id}`;

const listed = ({ owner_id, sha256, attachment: { id, type, size } }: FileRecord): Listed => ({
  ...{ id, owner_id, type, size, sha256 },
});

export class UploadLedger {
  readonly #records: Collection<FileRecord>;
  readonly #due: Collection<FileDue>;
  readonly #claims: Collection<{ readonly id: string }>;

  constructor(private readonly store: Pick<Store, 'collection'>) {
    this.#records = store.collection(FILES);
    this.#due = store.collection(FILES_DUE);
    this.#claims = store.collection(CLAIMS);
  }

  find(id: string): Promise<Document<FileRecord> | null> {
    return this.#records.get(id);
  }

  /** Before its bytes are kept: whatever happens then, a clean-up will come by. */
  async announce(due: FileDue): Promise<void> {
    await this.#due.put(dueKey(due), due);
  }

  async add(record: FileRecord): Promise<void> {
    // First: what is listed and not on record is passed over, what is on record and not listed would never be seen.
    await this.#list(record);
    await this.#records.put(record.attachment.id, record, 0);
  }

  /** The upload that a `client_id` stands for, with the claim's version; one that is gone stands for nothing. */
  async claimed(by: Claimant): Promise<{ record: FileRecord | null; version: number }> {
    const claim = await this.#claims.get(claimKey(by));
    if (claim === null) return { record: null, version: 0 };
    const found = await this.find(claim.value.id);
    const record = found === null || found.value.gone ? null : found.value;
    return { record, version: claim.version };
  }

  /** @returns whether it is this file's now; else another was quicker than `version`. */
  async claim(by: Claimant, id: string, version: number): Promise<boolean> {
    return (await this.#claims.put(claimKey(by), { id }, version)) !== null;
  }

  /** @returns false where a message has come to name it meanwhile: then it stays. */
  async remove({ key: id, value, version }: Document<FileRecord>): Promise<boolean> {
    if (!(await this.#records.remove(id, version))) return false;
    await this.forget(value);
    return true;
  }

  /** Of a record that has gone: its place in the list, and its claim. */
  async forget(record: FileRecord): Promise<void> {
    await this.store.collection(listOf(record.tenant)).remove(listKey(record));
    if (record.client_id === null) return;
    const claim = await this.#claims.get(claimKey(record));
    if (claim?.value.id === record.attachment.id) await this.#claims.remove(claim.key, claim.version);
  }

  /** Keys and facts, newest first. */
  newest(tenant: string, after: string | undefined, limit: number): Promise<readonly Document<Listed>[]> {
    return this.store.collection<Listed>(listOf(tenant)).list({ limit, ...(after !== undefined && { after }) });
  }

  /** Once: uploads of versions that kept no list come into it. Cut short, it runs again. */
  async completeList(): Promise<void> {
    const state = this.store.collection<object>(LIST_STATE);
    if ((await state.get('complete')) !== null) return;
    for (let after: string | undefined; ;) {
      const page = await this.#records.list({ limit: PAGE, ...(after !== undefined && { after }) });
      await Promise.all(page.map(({ value }) => this.#list(value)));
      if (page.length < PAGE) break;
      after = page.at(-1)?.key;
    }
    await state.put('complete', {});
  }

  async #list(record: FileRecord): Promise<void> {
    await this.store.collection<Listed>(listOf(record.tenant)).put(listKey(record), listed(record));
  }

  async forgetDue(due: FileDue): Promise<void> {
    await this.#due.remove(dueKey(due));
  }

  /** Everything that may be removed some day, by when. */
  async *dues(): AsyncGenerator<FileDue> {
    for (let after: string | undefined; ;) {
      const page = await this.#due.list({ limit: PAGE, ...(after !== undefined && { after }) });
      for (const { value } of page) yield value;
      if (page.length < PAGE) return;
      after = page.at(-1)?.key;
    }
  }
}
