/** Uploads on record: the documents that `store/file-records.ts` describes, and which `client_id` each answers to. */
import { createHash } from 'node:crypto';
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
const PAGE = 500;

type Claimant = Pick<FileRecord, 'tenant' | 'owner_id' | 'client_id'>;

/** Of one length, whatever the ids are. */
const claimKey = ({ tenant, owner_id, client_id }: Claimant): string =>
  createHash('sha256')
    .update(JSON.stringify([tenant, owner_id, client_id]))
    .digest('hex');

export class UploadLedger {
  readonly #records: Collection<FileRecord>;
  readonly #due: Collection<FileDue>;
  readonly #claims: Collection<{ readonly id: string }>;

  constructor(store: Pick<Store, 'collection'>) {
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
    if (value.client_id === null) return true;
    const claim = await this.#claims.get(claimKey(value));
    if (claim?.value.id === id) await this.#claims.remove(claim.key, claim.version);
    return true;
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
