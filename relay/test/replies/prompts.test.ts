import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { RelayError } from '../../src/errors.js';
import { activePrompts, seedPrompts, seedPromptsOnce } from '../../src/service/prompts.js';
import { createMemoryStore } from '../../src/store/memory/memory-store.js';

const storeOf = (t: TestContext) => {
  const store = createMemoryStore({ epoch: 'e' });
  t.after(() => store.close());
  return store;
};

const fileWith = async (t: TestContext, content: unknown): Promise<string> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'prompts-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'prompts.json');
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
};

describe('prompts', () => {
  test('are there on the first start: six of them, in order, with nothing an admin alone should see', async (t) => {
    const store = storeOf(t);
    assert.equal(await seedPromptsOnce(store), true);
    const prompts = await activePrompts(store, 'default');
    assert.equal(prompts.length, 6);
    assert.deepEqual(
      prompts.map(({ order }) => order),
      [0, 1, 2, 3, 4, 5],
    );
    assert.deepEqual(Object.keys(prompts[0]!), ['id', 'title', 'text', 'order']);
  });

  test('are seeded once: a later start does not bring back what was removed', async (t) => {
    const store = storeOf(t);
    await seedPromptsOnce(store);
    const kept = store.collection('prompts:default');
    for (const { key } of await kept.list()) await kept.remove(key);
    assert.equal(await seedPromptsOnce(store), false);
    assert.deepEqual(await activePrompts(store, 'default'), []);
  });

  test('of one tenant are not those of another, and each tenant gets its own', async (t) => {
    const store = storeOf(t);
    await seedPrompts(store, await fileWith(t, [{ title: 'T', text: 'Only here' }]), { tenant: 'a' });
    assert.deepEqual(
      (await activePrompts(store, 'a')).map(({ text }) => text),
      ['Only here'],
    );
    assert.equal((await activePrompts(store, 'b')).length, 6);
  });

  test('come from a file, replace what was there, and stay the same when seeded again', async (t) => {
    const store = storeOf(t);
    await seedPromptsOnce(store);
    const file = await fileWith(t, [
      { title: 'Last', text: 'c', order: 9 },
      { title: 'Hidden', text: 'x', is_active: false },
      { id: '01950000-0000-7000-8000-000000000001', title: ' First ', text: 'a', order: 0 },
    ]);
    assert.equal(await seedPrompts(store, file), 3);
    const first = await activePrompts(store, 'default');
    assert.deepEqual(
      first.map(({ title, order }) => [title, order]),
      [
        ['First', 0],
        ['Last', 9],
      ],
    );
    assert.equal(first[0]!.id, '01950000-0000-7000-8000-000000000001');
    await seedPrompts(store, file);
    assert.deepEqual(await activePrompts(store, 'default'), first);
    assert.equal((await store.collection('prompts:default').list()).length, 3);
  });

  test('without a file are the built-in ones again', async (t) => {
    const store = storeOf(t);
    await seedPrompts(store, await fileWith(t, [{ title: 'T', text: 'x' }]));
    assert.equal(await seedPrompts(store), 6);
    assert.equal((await activePrompts(store, 'default')).length, 6);
  });

  const faults: [string, unknown, RegExp][] = [
    ['no JSON', '[{', /prompts: is not JSON/],
    ['no list', { title: 'x' }, /prompts: /],
    ['an empty list', [], /prompts: /],
    ['a missing text', [{ title: 'x' }], /prompts\[0\]\.text: /],
    ['an empty title', [{ title: ' ', text: 'x' }], /prompts\[0\]\.title: /],
    ['a long title', [{ title: 'x'.repeat(201), text: 'x' }], /prompts\[0\]\.title: /],
    ['half a character', [{ title: 'x', text: '\ud83d' }], /prompts\[0\]\.text: is not well-formed/],
    ['an unknown field', [{ title: 'x', text: 'x', colour: 'red' }], /prompts\[0\]: .*colour/],
    ['an id that is none', [{ id: '1', title: 'x', text: 'x' }], /prompts\[0\]\.id: /],
    [
      'the same twice',
      [
        { title: 'x', text: 'x' },
        { title: 'x', text: 'x' },
      ],
      /prompts\[1\]: is there twice/,
    ],
    ['too many', Array.from({ length: 101 }, (_, i) => ({ title: 'x', text: String(i) })), /prompts: /],
  ];
  for (const [what, content, message] of faults) {
    test(`from a file with ${what} are refused by place, and nothing changes`, async (t) => {
      const store = storeOf(t);
      await seedPromptsOnce(store);
      const before = await activePrompts(store, 'default');
      await assert.rejects(seedPrompts(store, await fileWith(t, content)), (error: unknown) => {
        assert.ok(error instanceof RelayError);
        assert.equal(error.code, 'invalid');
        assert.match(error.message, message);
        return true;
      });
      assert.deepEqual(await activePrompts(store, 'default'), before);
    });
  }

  test('from a file that is not there are refused with its name', async (t) => {
    await assert.rejects(seedPrompts(storeOf(t), '/nowhere/prompts.json'), /nowhere/);
  });
});
