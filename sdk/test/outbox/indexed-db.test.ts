import { deleteDB, openDB } from 'idb';
import type { ChatError } from '../../src/errors.js';
import { openIndexedDbOutboxStore } from '../../src/outbox/indexed-db-outbox-store.js';
import { openOutboxStore, outboxName } from '../../src/outbox/open-outbox-store.js';
import { systemClock } from '../../src/clock.js';
import type { OutboxStore } from '../../src/outbox/outbox-store.js';
import { equal, ok, rejection, settled } from './assert.js';
import { newEntry } from './entry.js';
import { createFakeClock } from './fake-clock.js';

const add = (store: OutboxStore, id: string) => store.change('unsettled', () => ({ add: [newEntry(id)] }));
const ids = async (store: OutboxStore) => (await store.all()).map(({ client_id }) => client_id);

/** Puts a method in the place of the browser's own until the undo is called. */
const replaceMethod = <T extends object, K extends keyof T>(owner: T, name: K, by: (original: T[K]) => T[K]) => {
  const original = owner[name];
  owner[name] = by(original);
  return () => {
    owner[name] = original;
  };
};

describe('An outbox in IndexedDB', () => {
  const undo: (() => unknown)[] = [];
  let name: string;

  beforeEach(() => {
    name = `outbox ${crypto.randomUUID()}`;
  });
  afterEach(async () => {
    for (const run of undo.splice(0).reverse()) await run();
    await deleteDB(name);
  });

  const open = async () => {
    const store = await openIndexedDbOutboxStore(name);
    undo.push(() => store.close());
    return store;
  };

  it('asks for strict durability whenever it writes', async () => {
    const modes: string[] = [];
    undo.push(
      replaceMethod(
        IDBDatabase.prototype,
        'transaction',
        (original) =>
          function (this: IDBDatabase, ...args) {
            const tx = original.apply(this, args);
            if (tx.mode === 'readwrite') modes.push(tx.durability);
            return tx;
          },
      ),
    );
    const store = await open();
    await add(store, 'a');
    await store.clear();
    equal(modes, ['strict', 'strict', 'strict']);
  });

  it('does not stand in the way when the database is deleted under it, and goes on with an empty one', async () => {
    const store = await open();
    await add(store, 'a');
    let wasBlocked = false;
    await deleteDB(name, {
      blocked() {
        wasBlocked = true;
      },
    });
    ok(!wasBlocked);
    await add(store, 'b');
    equal(await ids(store), ['b']);
  });

  it('takes over what an older version kept, which knew no files', async () => {
    const old = await openDB(name, 1, {
      upgrade(db) {
        const entries = db.createObjectStore('entries', { keyPath: 'order', autoIncrement: true });
        entries.createIndex('client_id', 'client_id', { unique: true });
        entries.createIndex('state', 'state');
        db.createObjectStore('probe');
      },
    });
    await old.add('entries', newEntry('typed before'));
    old.close();
    const store = await open();
    equal(
      (await store.all()).map(({ client_id }) => client_id),
      ['typed before'],
    );
    equal(await store.file('none'), null);
  });

  it('does not stand in the way of a newer version, and says plainly that it can keep nothing any more', async () => {
    const store = await open();
    await add(store, 'a');
    const newer = await openDB(name, 3);
    undo.push(() => newer.close());
    equal(((await rejection(add(store, 'b'))) as ChatError).code, 'storage_full');
    equal(await newer.count('entries'), 1);
  });

  it('opens once more when the browser closed its connection, and calls keep their order', async () => {
    const connections: IDBDatabase[] = [];
    undo.push(
      replaceMethod(
        IDBDatabase.prototype,
        'transaction',
        (original) =>
          function (this: IDBDatabase, ...args) {
            connections.push(this);
            return original.apply(this, args);
          },
      ),
    );
    const store = await open();
    await add(store, 'a');
    for (const connection of connections) connection.close();
    await Promise.all([add(store, 'b'), add(store, 'c')]);
    equal(await ids(store), ['a', 'b', 'c']);
  });

  it('reports a full disk as storage_full, and takes more once there is room', async () => {
    const store = await open();
    const restore = replaceMethod(IDBObjectStore.prototype, 'add', () => () => {
      throw new DOMException('The disk is full.', 'QuotaExceededError');
    });
    const error = (await rejection(add(store, 'a'))) as ChatError;
    restore();
    equal([error.code, (error.cause as Error).name], ['storage_full', 'QuotaExceededError']);
    await add(store, 'b');
    equal(await ids(store), ['b']);
  });

  it('lets go of its connection when closed, also one that is still at work', async () => {
    const store = await open();
    const last = add(store, 'a');
    store.close();
    await last;
    await settled();
    let wasBlocked = false;
    // `versionchange` would make an open one close itself: this asks whether there is one.
    const closings: unknown[] = [];
    undo.push(
      replaceMethod(
        IDBDatabase.prototype,
        'close',
        (original) =>
          function (this: IDBDatabase) {
            closings.push(this);
            return original.call(this);
          },
      ),
    );
    await deleteDB(name, {
      blocked() {
        wasBlocked = true;
      },
    });
    equal([wasBlocked, closings.length], [false, 0]);
  });
});

describe('Opening the outbox of a person', () => {
  const key = { endpoint: 'https://relay.example', tenant: 'default', user: `ada|lovelace ${crypto.randomUUID()}` };

  it('names it by relay, tenant and user, so that no two share one', () => {
    const names = [
      key,
      { ...key, user: 'b' },
      { ...key, tenant: 'b' },
      { ...key, endpoint: 'https://b.example' },
      { ...key, tenant: 'a|b', user: 'c' },
      { ...key, tenant: 'a', user: 'b|c' },
    ].map(outboxName);
    equal(new Set(names).size, names.length);
    ok(names.every((it) => it.startsWith('crm-chat|outbox|')));
  });

  it('keeps what is put beyond the page', async () => {
    const store = await openOutboxStore(key, systemClock);
    ok(store.durable);
    await add(store, 'a');
    store.close();
    const next = await openOutboxStore(key, systemClock);
    equal(await ids(next), ['a']);
    next.close();
    await deleteDB(outboxName(key));
  });

  for (const [what, owner, method] of [
    ['may not be opened', IDBFactory.prototype, 'open'],
    ['opens but takes nothing', IDBObjectStore.prototype, 'put'],
  ] as const) {
    it(`falls back to memory where IndexedDB ${what}, and says that it is not durable`, async () => {
      const restore = replaceMethod(owner as unknown as Record<string, () => unknown>, method, () => () => {
        throw new DOMException('Private.', 'InvalidStateError');
      });
      const store = await openOutboxStore(key, systemClock);
      restore();
      ok(!store.durable);
      await add(store, 'a');
      equal(await ids(store), ['a']);
      await deleteDB(outboxName(key));
    });
  }

  it('does not wait for ever for an IndexedDB that never answers', async () => {
    const clock = createFakeClock();
    const restore = replaceMethod(IDBFactory.prototype, 'open', () => () => new EventTarget() as IDBOpenDBRequest);
    const opening = openOutboxStore(key, clock);
    restore();
    clock.advance(5000);
    ok(!(await opening).durable);
    equal(clock.timers, 0);
  });
});
