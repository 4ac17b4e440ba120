import { deleteDB } from 'idb';
import { ChatError } from '../../src/errors.js';
import { openIndexedDbOutboxStore } from '../../src/outbox/indexed-db-outbox-store.js';
import { createMemoryOutboxStore, createOutboxShelf } from '../../src/outbox/memory-outbox-store.js';
import type { OutboxStore } from '../../src/outbox/outbox-store.js';
import { equal, ok, rejection } from './assert.js';
import { newEntry } from './entry.js';

interface Kind {
  name: string;
  /** Opens stores on one and the same data; the undo closes them and deletes it. */
  make(): Promise<{ open(): Promise<OutboxStore>; undo(): Promise<void> }>;
}

const kinds: Kind[] = [
  {
    name: 'memory',
    async make() {
      const shelf = createOutboxShelf();
      return { open: async () => createMemoryOutboxStore(shelf), undo: async () => undefined };
    },
  },
  {
    name: 'IndexedDB',
    async make() {
      const name = `contract ${crypto.randomUUID()}`;
      const stores: OutboxStore[] = [];
      return {
        async open() {
          const store = await openIndexedDbOutboxStore(name);
          stores.push(store);
          return store;
        },
        async undo() {
          for (const store of stores) store.close();
          await deleteDB(name);
        },
      };
    },
  },
];

const add = (store: OutboxStore, ...ids: string[]) =>
  store.change('unsettled', () => ({ add: ids.map((id) => newEntry(id)) }));

const ids = async (store: OutboxStore) => (await store.all()).map(({ client_id }) => client_id);

for (const kind of kinds) {
  describe(`An outbox store in ${kind.name}`, () => {
    let shared: Awaited<ReturnType<Kind['make']>>;
    let store: OutboxStore;

    beforeEach(async () => {
      shared = await kind.make();
      store = await shared.open();
    });
    afterEach(() => shared.undo());

    it('keeps files with the entry they came with, and lets them go with it', async () => {
      const act = {
        kind: 'send' as const,
        content: { text: 'look' },
        files: [{ id: 'f', name: 'a.txt', type: 'text/plain', size: 3, lost: 0, failures: 0, attachment: null }],
      };
      const kept = { id: 'f', blob: new Blob(['abc'], { type: 'text/plain' }) };
      const { put } = await store.change('unsettled', () => ({ add: [newEntry('a', { act })], files: [kept] }));
      const other = await shared.open();
      equal([await (await other.file('f'))?.text(), await other.file('none')], ['abc', null]);
      await other.change('all', () => ({ remove: put }));
      equal(await store.file('f'), null);
      await store.change('unsettled', () => ({ files: [kept] }));
      equal(await store.file('f'), null, 'bytes without an entry are not kept');
      await store.change('unsettled', () => ({ add: [newEntry('b', { act })], files: [kept] }));
      await store.clear();
      equal(await store.file('f'), null);
    });

    it('gives what was added back by order, whole', async () => {
      const { put } = await add(store, 'b', 'a');
      await add(store, 'c');
      equal(await ids(store), ['b', 'a', 'c']);
      const [first] = await store.all();
      equal(first, { ...newEntry('b'), order: put[0]?.order });
      const orders = (await store.all()).map(({ order }) => order);
      equal(
        orders,
        [...orders].sort((x, y) => x - y),
      );
    });

    it('never gives an order twice, not even after everything was removed', async () => {
      const { put } = await add(store, 'a');
      await store.clear();
      const again = await add(store, 'b');
      ok((again.put[0]?.order ?? 0) > (put[0]?.order ?? 0));
    });

    it('lets one at a time decide on what is there, and one order holds for two tabs', async () => {
      const other = await shared.open();
      const seen: string[][] = [];
      const append = (tab: OutboxStore, id: string) =>
        tab.change('unsettled', (entries) => {
          seen.push(entries.map(({ client_id }) => client_id));
          return { add: [newEntry(id)] };
        });
      await Promise.all([1, 2, 3, 4].flatMap((i) => [append(store, `a${i}`), append(other, `b${i}`)]));
      equal(
        seen.map(({ length }) => length),
        [0, 1, 2, 3, 4, 5, 6, 7],
      );
      const order = await ids(other);
      equal(await ids(store), order);
      equal(
        order.filter((id) => id.startsWith('a')),
        ['a1', 'a2', 'a3', 'a4'],
      );
    });

    it('takes effect in the order of the calls, reads included', async () => {
      const first = add(store, 'a');
      const between = ids(store);
      const last = add(store, 'b');
      await Promise.all([first, last]);
      equal(await between, ['a']);
    });

    it('shows a change of unsettled entries only those, by order', async () => {
      await add(store, 'q', 'f', 's', 'd');
      await store.change('all', (entries) => ({
        put: entries.map((entry, i) => ({
          ...entry,
          state: (['queued', 'failed', 'sending', 'settled'] as const)[i] ?? entry.state,
        })),
      }));
      let seen: string[] = [];
      await store.change('unsettled', (entries) => {
        seen = entries.map(({ client_id }) => client_id);
        return {};
      });
      equal(seen, ['q', 'f', 's']);
    });

    it('says what it wrote and removed', async () => {
      await add(store, 'a', 'b');
      const changed = await store.change('all', (entries) => ({
        put: entries.slice(0, 1).map((entry) => ({ ...entry, attempts: 7 })),
        remove: entries.slice(1),
        add: [newEntry('c')],
      }));
      equal(
        changed.put.map(({ client_id, attempts }) => [client_id, attempts]),
        [
          ['a', 7],
          ['c', 0],
        ],
      );
      equal(changed.removed, ['b']);
      equal(await ids(store), ['a', 'c']);
    });

    it('writes nothing when the change throws, and passes that on', async () => {
      await add(store, 'a');
      const mine = new ChatError('storage_full', 'too many');
      const error = await rejection(
        store.change('all', (entries) => {
          for (const entry of entries) entry.state = 'failed';
          throw mine;
        }),
      );
      ok(error === mine);
      equal(
        (await store.all()).map(({ state }) => state),
        ['queued'],
      );
      await add(store, 'b');
      equal(await ids(store), ['a', 'b']);
    });

    it('keeps copies: nobody alters it by holding on to an entry', async () => {
      const { put } = await add(store, 'a');
      put[0]!.state = 'failed';
      for (const entry of await store.all()) entry.state = 'failed';
      equal(
        (await store.all()).map(({ state }) => state),
        ['queued'],
      );
    });

    it('finds those asked for that exist', async () => {
      await add(store, 'a', 'b');
      equal(
        (await store.get(['b', 'x', 'a'])).map(({ client_id }) => client_id),
        ['b', 'a'],
      );
    });

    it('gives all that was kept to whoever opens it next', async () => {
      await add(store, 'a', 'b');
      store.close();
      equal(await ids(await shared.open()), ['a', 'b']);
    });

    it('does what was asked before it was closed, and nothing after; closes twice', async () => {
      const before = add(store, 'a');
      store.close();
      store.close();
      await before;
      equal(((await rejection(add(store, 'b'))) as ChatError).code, 'closed');
      equal(((await rejection(store.all())) as ChatError).code, 'closed');
      equal(await ids(await shared.open()), ['a']);
    });
  });
}
