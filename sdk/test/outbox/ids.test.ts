import { createIds } from '../../src/outbox/ids.js';
import { equal, ok } from './assert.js';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const timeOf = (id: string) => parseInt(id.slice(0, 13).replace('-', ''), 16);

describe('Ids', () => {
  it('are UUIDs of version 7 that carry the time', () => {
    const now = Date.UTC(2026, 5, 1);
    const newId = createIds({ now: () => now });
    for (let i = 0; i < 100; i++) {
      const id = newId();
      ok(UUID_V7.test(id), id);
      equal(timeOf(id), now);
    }
  });

  it('ascend within a millisecond, over its end when there are very many, and never repeat', () => {
    const newId = createIds({ now: () => 1000 });
    const ids = Array.from({ length: 10_000 }, newId);
    equal([...ids].sort(), ids);
    equal(new Set(ids).size, ids.length);
    ok(timeOf(ids.at(-1) ?? '') < 1000 + 10);
  });

  it('ascend when the device clock is set back', () => {
    let now = 5_000_000;
    const newId = createIds({ now: () => now });
    const before = newId();
    now -= 1_000_000;
    const after = newId();
    ok(after > before);
    now += 2_000_000;
    equal(timeOf(newId()), now);
  });

  it('are the work of getRandomValues alone, which insecure origins have', () => {
    // Before the prototype's own.
    Object.defineProperty(crypto, 'randomUUID', { value: undefined, configurable: true });
    try {
      ok(UUID_V7.test(createIds({ now: () => 1 })()));
    } finally {
      Reflect.deleteProperty(crypto, 'randomUUID');
    }
  });

  it('of two that begin in one millisecond do not meet', () => {
    const clock = { now: () => 1000 };
    const [one, two] = [createIds(clock), createIds(clock)];
    const ids = Array.from({ length: 1000 }, () => [one(), two()]).flat();
    equal(new Set(ids).size, ids.length);
  });
});
