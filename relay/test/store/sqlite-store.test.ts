import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.js';
import { storeContract } from '../contract/store.js';
import { temporaryFolder } from './sqlite-folder.js';

storeContract('the SQLite store', async () => {
  const { folder, remove } = await temporaryFolder();
  const store = await openSqliteStore({ folder });
  return {
    store,
    async close() {
      await store.close();
      await remove();
    },
  };
});
