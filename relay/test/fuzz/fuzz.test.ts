import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryStore } from '../../src/store/memory/memory-store.js';
import type { Store } from '../../src/store/store.js';
import { fuzz } from './fuzz.js';

test('whatever the document makes one think of is answered as the document says, to everybody', async () => {
  await fuzz({ runs: 400, seed: 20_261_125 });
});

/** A store with a mistake in it. */
function flawed(flaw: (real: Store) => Partial<Store>): Store {
  const real = createMemoryStore({ epoch: 'e1' });
  return Object.assign(Object.create(real) as Store, flaw(real));
}

const finds = (flaw: (real: Store) => Partial<Store>, what: RegExp) =>
  assert.rejects(fuzz({ runs: 2000, seed: 1, overrides: { store: flawed(flaw) } }), (error: Error) => {
    assert.match(String((error as Error & { cause?: unknown }).cause), what);
    return true;
  });

test('forms are among them, of every kind, and some uploads are taken', async () => {
  const heard = new Map<string, number>();
  await fuzz({
    runs: 400,
    seed: 20_261_126,
    only: 'uploadFile',
    heard: ({ kind }, status) => heard.set(`${kind} ${status}`, (heard.get(`${kind} ${status}`) ?? 0) + 1),
  });
  for (const outcome of ['valid 201', 'nearly 415', 'nearly 422', 'hostile 400', 'hostile 415', 'valid 401'])
    assert.ok(heard.has(outcome), `${outcome} of ${[...heard.keys()].join(', ')}`);
});

test('the fuzzer finds a failure, a list that crosses tenants, a note shown to a user, and a shape that is not promised', async () => {
  await finds(() => ({ history: () => Promise.reject(new TypeError('x is undefined')) }), /a failure of the relay/);
  await finds(
    (real) => ({ list: (query) => real.list({ ...query, tenant: 'theirs' }) }),
    /a word that is not for \w+: CANARY-theirs/,
  );
  await finds(
    (real) => ({ history: (query) => real.history({ ...query, audience: 'staff' }) }),
    /a word that is not for member: CANARY-note/,
  );
  await finds(
    (real) => ({
      async history(query) {
        const result = await real.history(query);
        return result && { ...result, conversation: { ...result.conversation, floor: -1 } };
      },
    }),
    /another shape/,
  );
});
