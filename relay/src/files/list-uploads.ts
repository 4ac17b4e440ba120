import type { FileRecord } from '../store/store.js';
import { stateOf, type UploadPage, type UploadQuery } from './files.js';
import type { Listed, UploadLedger } from './upload-ledger.js';

const PAGE = 200;
/** Uploads looked through for one page, so that a filter that nothing passes costs no more than this. */
const SCAN_MAX = 2000;
const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 200;

/** One that is listed and not on record is about to be, or was about to be when its relay died: passed over. */
export async function listUploads(ledger: UploadLedger, tenant: string, query: UploadQuery): Promise<UploadPage> {
  const limit = Math.min(query.limit ?? LIMIT_DEFAULT, LIMIT_MAX);
  const results: FileRecord[] = [];
  let after = query.cursor;
  for (let looked = 0; looked < SCAN_MAX; looked += PAGE) {
    const page = await ledger.newest(tenant, after, PAGE);
    // A screen without a filter reads a screen's records, not a page's.
    for (let at = 0; at < page.length; at += limit) {
      const some = page.slice(at, at + limit);
      const records = await Promise.all(some.map(({ value }) => recordFor(ledger, value, query)));
      for (const [index, record] of records.entries()) {
        // One that fits and finds no room begins the next page.
        if (record !== null && results.length === limit) return { results, next: after ?? null };
        if (record !== null) results.push(record);
        after = some[index]?.key;
      }
    }
    if (page.length < PAGE) return { results, next: null };
  }
  return { results, next: after ?? null };
}

async function recordFor(ledger: UploadLedger, listed: Listed, query: UploadQuery): Promise<FileRecord | null> {
  if (!fits(listed, query)) return null;
  const record = (await ledger.find(listed.id))?.value ?? null;
  return record !== null && stands(record, query) ? record : null;
}

function fits({ owner_id, type, size, sha256 }: Listed, query: UploadQuery): boolean {
  return (
    (query.person === undefined || owner_id === query.person) &&
    (query.type === undefined || isOfType(type, query.type)) &&
    size >= (query.min_size ?? 0) &&
    size <= (query.max_size ?? Number.MAX_SAFE_INTEGER) &&
    (query.sha256 === undefined || sha256 === query.sha256.toLowerCase())
  );
}

const isOfType = (type: string, wanted: string): boolean =>
  wanted.endsWith('/*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted;

function stands(record: FileRecord, { state, conversation }: UploadQuery): boolean {
  return (
    (state === undefined || stateOf(record) === state) &&
    (conversation === undefined || record.refs.some((ref) => ref.conversation_id === conversation))
  );
}
