/** What is used of IndexedDB, as promises. */

/** None: somebody ended it. */
const reason = (error: DOMException | null): DOMException => error ?? new DOMException('Aborted', 'AbortError');

/** What a request brings. Rejects with its error, which also ends its transaction. */
export const resultOf = (request: IDBRequest): Promise<unknown> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(reason(request.error));
  });

/** Resolves once all that it writes is kept. To be asked for before anything is awaited. */
export const endOf = (tx: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    tx.oncomplete = () => resolve();
    // A request that fails says less: a full disk is the transaction's error.
    tx.onabort = () => reject(reason(tx.error));
  });

/**
 * @param onLost the connection is closed: by the browser, or so that another tab may upgrade or delete the database, which
 *   must not wait for us.
 * @throws what IndexedDB throws.
 */
export const openDatabase = async (
  name: string,
  version: number,
  upgrade: (db: IDBDatabase, from: number) => void,
  onLost?: () => void,
): Promise<IDBDatabase> => {
  const request = indexedDB.open(name, version);
  request.onupgradeneeded = ({ oldVersion }) => upgrade(request.result, oldVersion);
  const db = (await resultOf(request)) as IDBDatabase;
  db.onclose = () => onLost?.();
  db.onversionchange = () => {
    db.close();
    onLost?.();
  };
  return db;
};
