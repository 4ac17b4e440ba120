import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bench } from './store.js';

export function collectionContract(bench: Bench): void {
  let names = 0;
  const fresh = () => bench.store.collection<unknown>(`collection-${++names}`);

  test('a document is given back as it was put, with its version', async () => {
    const things = fresh();
    assert.equal(await things.get('a'), null);
    const version = await things.put('a', { title: 'é"', list: [1, null, { x: true }] });
    assert.deepEqual(await things.get('a'), {
      key: 'a',
      value: { title: 'é"', list: [1, null, { x: true }] },
      version,
    });
    const next = await things.put('a', 'other');
    assert.ok(next !== null && version !== null && next > version);
    assert.deepEqual((await things.get('a'))?.value, 'other');
    assert.equal(await fresh().get('a'), null, 'a collection of its own');
  });

  test('a put that expects another version than stands there changes nothing', async () => {
    const things = fresh();
    assert.equal(await things.put('a', 1, 5), null);
    const first = await things.put('a', 1, 0);
    assert.equal(await things.put('a', 2, 0), null);
    assert.ok(first !== null);
    const second = await things.put('a', 2, first);
    assert.equal(await things.put('a', 3, first), null);
    assert.deepEqual(await things.get('a'), { key: 'a', value: 2, version: second });
  });

  test('of two puts that expect the same version one wins', async () => {
    const things = fresh();
    const versions = await Promise.all([things.put('a', 1, 0), things.put('a', 2, 0)]);
    assert.equal(versions.filter((version) => version === null).length, 1);
  });

  test('a removed document is gone, and a version of its life before does not fit the next one', async () => {
    const things = fresh();
    const version = await things.put('a', 1);
    assert.equal(await things.remove('a', 99), false);
    assert.equal(await things.remove('a', version!), true);
    assert.equal(await things.remove('a'), false);
    assert.equal(await things.get('a'), null);
    await things.put('a', 'reborn', 0);
    assert.equal(await things.put('a', 'stale', version!), null);
  });

  test('a list is ordered by code points, begins after a key and keeps to a prefix', async () => {
    const things = fresh();
    const keys = ['b', 'a', 'a/2', 'a/10', 'B', 'é', '\u{1F600}', '\uFF5E', 'a%', 'a_'];
    await Promise.all(keys.map((key) => things.put(key, key)));
    const listed = async (options?: Parameters<typeof things.list>[0]) =>
      (await things.list(options)).map(({ key }) => key);
    assert.deepEqual(await listed(), ['B', 'a', 'a%', 'a/10', 'a/2', 'a_', 'b', 'é', '\uFF5E', '\u{1F600}']);
    assert.deepEqual(await listed({ prefix: 'a/' }), ['a/10', 'a/2']);
    assert.deepEqual(await listed({ prefix: 'a', after: 'a/10', limit: 2 }), ['a/2', 'a_']);
    assert.deepEqual(await listed({ prefix: 'a%' }), ['a%']);
    assert.deepEqual(await listed({ after: 'é' }), ['\uFF5E', '\u{1F600}']);
    assert.deepEqual(await listed({ limit: 1 }), ['B']);
  });
}
