import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryStore } from '../../src/store/memory/memory-store.js';
import { storeContract } from '../contract/store.js';
import { Room } from '../contract/store-builders.js';

storeContract('the memory store', async () => {
  const store = createMemoryStore({ epoch: 'e1' });
  return { store, close: () => store.close() };
});

test('a closed memory store finishes what waits, takes nothing more, and may be closed twice', async () => {
  const store = createMemoryStore({ epoch: 'e1' });
  const created = new Room(store).create();
  await Promise.all([store.close(), store.close()]);
  assert.equal((await created).head, 1);
  assert.equal(await store.ready(), false);
  await assert.rejects(new Room(store, 'c2').create(), { code: 'storage_unavailable' });
  await assert.rejects(store.conversation('t', 'c1'), { code: 'storage_unavailable' });
  assert.equal(store.epoch, 'e1');
});
