import { deleteDB } from 'idb';
import type { HistorySnapshot } from '../../src/store/history.js';
import {
  CACHED_CONVERSATIONS_MAX,
  CACHED_ROWS_MAX,
  openHistoryCache,
  type CacheKey,
  type HistoryCache,
} from '../../src/store/history-cache.js';
import { createFakeClock } from '../outbox/fake-clock.js';
import { equal, ok } from '../outbox/assert.js';
import { conversation, me, message } from './fixtures.js';

describe('The cache of histories', () => {
  const clock = createFakeClock();
  const tabs: HistoryCache[] = [];
  const tab = async (): Promise<HistoryCache> => {
    const cache = await openHistoryCache(clock);
    ok(cache);
    tabs.push(cache);
    return cache;
  };
  // What chats of other tests kept is younger by this file's clock, and would push out what is kept here.
  before(() => deleteDB('crm-chat|history'));
  afterEach(async () => {
    for (const cache of tabs.splice(0)) cache.close();
    await deleteDB('crm-chat|history');
  });

  const person = { endpoint: 'https://relay.example', tenant: 'default', user: 'ann' };
  const key = (more: Partial<CacheKey> = {}): CacheKey => ({ ...person, role: 'user', conversation: 'c1', ...more });
  const you = { user: me, tenant: 'default' };
  const history = (count: number, more: Partial<HistorySnapshot> = {}): HistorySnapshot => ({
    epoch: 'e1',
    from: 0,
    cursor: count,
    floor: 0,
    conversation: conversation(1),
    reads: [['ann', 1]],
    rows: Array.from({ length: count }, (_, i) => message(i + 1)),
    ...more,
  });
  const kept = async (cache: HistoryCache, of = key()) => cache.load(of);
  const ids = async (cache: HistoryCache, of = key()) => (await kept(cache, of))?.rows.map(({ id }) => id) ?? null;

  it('gives back what was kept, whole', async () => {
    const cache = await tab();
    await cache.save(key(), history(3));
    equal(await (await tab()).load(key()), history(3));
    equal(await cache.load(key({ conversation: 'c2' })), null);
  });

  it('keeps persons, roles, tenants, relays and conversations apart', async () => {
    const cache = await tab();
    await cache.save(key(), history(3));
    for (const other of [
      { user: 'bob' },
      { role: 'agent' },
      { tenant: 't2' },
      { endpoint: 'https://other.example' },
      { conversation: 'c2' },
    ]) {
      equal(await cache.load(key(other)), null);
    }
  });

  it('follows what changed, came and went', async () => {
    const cache = await tab();
    const first = history(3);
    await cache.save(key(), first);
    const [, second, third] = first.rows;
    ok(second && third);
    const rows = [{ ...second, rev: 4, text: 'edited' }, third, message(5)];
    await cache.save(key(), { ...first, floor: 1, cursor: 5, rows });
    equal((await kept(await tab()))?.rows, rows);
  });

  it('keeps the newest rows, and says where they begin', async () => {
    const cache = await tab();
    await cache.save(key(), history(CACHED_ROWS_MAX + 20));
    const { from, rows } = (await kept(cache)) ?? history(0);
    equal([from, rows.length, rows[0]?.seq], [21, CACHED_ROWS_MAX, 21]);
  });

  it('keeps the conversations used last', async () => {
    const cache = await tab();
    for (let i = 0; i <= CACHED_CONVERSATIONS_MAX; i += 1) {
      clock.advance(1000);
      await cache.save(key({ conversation: `c${i}` }), history(1));
    }
    equal(
      [await ids(cache, key({ conversation: 'c0' })), await ids(cache, key({ conversation: 'c1' }))],
      [null, ['m1']],
    );
  });

  it('takes a whole from a tab whose record another tab has written since, never the two mixed', async () => {
    const [one, two] = [await tab(), await tab()];
    await one.save(key(), history(3));
    await two.load(key());
    await one.save(key(), history(5));
    // It holds less of what is old and more of what is new.
    await two.save(key(), history(0, { from: 4, cursor: 7, rows: [message(4), message(7)] }));
    const { from, cursor, rows } = (await kept(one)) ?? history(0);
    equal([from, cursor, rows.map(({ id }) => id)], [4, 7, ['m4', 'm7']]);
  });

  it('leaves a record alone that another tab has brought further', async () => {
    const [one, two] = [await tab(), await tab()];
    await one.save(key(), history(3));
    await two.load(key());
    await one.save(key(), history(9));
    await two.save(key(), history(4));
    equal((await kept(two))?.cursor, 9);
  });

  it('replaces a history of another epoch as a whole', async () => {
    const cache = await tab();
    await cache.save(key(), history(5));
    await cache.save(key(), history(0, { epoch: 'e2', cursor: 2, rows: [message(2)] }));
    equal(await ids(cache), ['m2']);
  });

  it('forgets a conversation that was lost, and a person who left', async () => {
    const cache = await tab();
    await cache.save(key(), history(2));
    await cache.save(key({ conversation: 'c2' }), history(2));
    await cache.save(key({ user: 'bob' }), history(2));
    await cache.setYou('source', person.endpoint, { tenant: 'default', user: { ...me, id: 'ann' } });
    await cache.setConversation(person, null, 'c1');
    await cache.forget(key());
    equal([await ids(cache), await ids(cache, key({ conversation: 'c2' }))], [null, ['m1', 'm2']]);
    await cache.forgetPerson(person);
    equal(
      [
        await ids(cache, key({ conversation: 'c2' })),
        await cache.lastYou('source'),
        await cache.lastConversation(person, null),
        await ids(cache, key({ user: 'bob' })),
      ],
      [null, null, null, ['m1', 'm2']],
    );
  });

  it('remembers who was here and which conversation was open, by person and record', async () => {
    const cache = await tab();
    await cache.setYou('source', person.endpoint, you);
    await cache.setConversation(person, 'deal:42', 'c9');
    const again = await tab();
    equal(
      [
        await again.lastYou('source'),
        await again.lastYou('another'),
        await again.lastConversation(person, 'deal:42'),
        await again.lastConversation(person, null),
        await again.lastConversation({ ...person, user: 'bob' }, 'deal:42'),
      ],
      [you, null, 'c9', null, null],
    );
    await again.setConversation(person, 'deal:42', null);
    equal(await cache.lastConversation(person, 'deal:42'), null);
  });

  it('is silent where nothing can be kept any more', async () => {
    const cache = await tab();
    cache.close();
    await cache.save(key(), history(1));
    equal([await cache.load(key()), await cache.lastYou('x')], [null, null]);
    await cache.forget(key());
    await cache.forgetPerson(person);
  });
});
