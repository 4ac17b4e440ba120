/** What every bus does. Run it from a bus's own test: `busContract('local', () => createLocalBus())`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bus, BusEvent } from '../../src/bus/bus.js';

export interface BusPair {
  readonly one: Bus;
  /** Another relay's end of it; the same object for a bus of one relay. */
  readonly two: Bus;
  close(): Promise<void>;
}

const floor = (n: number): BusEvent => ({
  kind: 'ephemeral',
  event: { kind: 'floor', tenant: 't', conversation_id: 'c', floor: n },
});

const numberOf = (event: BusEvent): number =>
  event.kind === 'ephemeral' && event.event.kind === 'floor' ? event.event.floor : -1;

async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 45_000;
  while (!condition()) {
    if (Date.now() > end) throw new Error('Waited in vain.');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

export function busContract(name: string, open: () => Promise<BusPair>): void {
  const withPair = (title: string, run: (pair: BusPair) => Promise<void>): void => {
    test(`${name} bus: ${title}`, async () => {
      const pair = await open();
      try {
        await run(pair);
      } finally {
        await pair.close();
      }
    });
  };

  withPair('everybody hears what is published, the publisher included, in its order', async ({ one, two }) => {
    const heard: number[][] = [[], []];
    one.subscribe((event) => heard[0]?.push(numberOf(event)));
    two.subscribe((event) => heard[1]?.push(numberOf(event)));
    const all = Array.from({ length: 200 }, (_, i) => i);
    for (const n of all) one.publish(floor(n));
    await until(() => heard.every((list) => list.length >= 200));
    assert.deepEqual(heard, [all, all]);
  });

  withPair('what is heard is equal to what was published', async ({ one, two }) => {
    const user = { id: 'ann "\\ \u{1f600}', name: '\u0000', role: 'user', avatar: null } as const;
    const event: BusEvent = {
      kind: 'commit',
      commit: {
        changes: [
          {
            tenant: 't',
            conversation_id: 'c',
            rev: 7,
            row: {
              id: 'm',
              seq: 7,
              rev: 7,
              type: 'text',
              sender_id: user.id,
              sender_role: 'user',
              status: 'sent',
              json: '{"text":"\\u2028"}',
            },
            created: true,
            conversation: null,
            removed: null,
          },
        ],
        reads: [
          {
            tenant: 't',
            conversation_id: 'c',
            user,
            seq: 7,
            visible_seq: 6,
            at: '2026-01-01T00:00:00.000Z',
            joined_at: '2025-01-01T00:00:00.000Z',
          },
        ],
      },
    };
    const heard: BusEvent[] = [];
    two.subscribe((got) => heard.push(got));
    one.publish(event);
    await until(() => heard.length === 1);
    assert.deepEqual(heard[0], event);
  });

  withPair('a listener that throws takes nothing from the others, nor from the publisher', async ({ one }) => {
    const heard: number[] = [];
    one.subscribe(() => {
      throw new Error('a listener of ill will');
    });
    one.subscribe((event) => heard.push(numberOf(event)));
    one.publish(floor(1));
    one.publish(floor(2));
    await until(() => heard.length === 2);
    assert.deepEqual(heard, [1, 2]);
  });

  withPair('a listener that publishes is heard by all after what it heard', async ({ one }) => {
    const heard: number[][] = [[], []];
    one.subscribe((event) => {
      heard[0]?.push(numberOf(event));
      if (numberOf(event) === 1) one.publish(floor(2));
    });
    one.subscribe((event) => heard[1]?.push(numberOf(event)));
    one.publish(floor(1));
    await until(() => heard.every((list) => list.length === 2));
    assert.deepEqual(heard, [
      [1, 2],
      [1, 2],
    ]);
  });

  withPair('an undone subscription hears nothing more, and may be undone again', async ({ one }) => {
    const heard: string[] = [];
    const undo = one.subscribe(() => heard.push('undone'));
    one.subscribe(() => heard.push('kept'));
    undo();
    undo();
    one.publish(floor(1));
    await until(() => heard.includes('kept'));
    assert.deepEqual(heard, ['kept']);
  });

  withPair('after a close nothing is heard, and publishing and closing again do no harm', async ({ one }) => {
    const heard: number[] = [];
    one.subscribe((event) => heard.push(numberOf(event)));
    await one.close();
    one.publish(floor(1));
    one.subscribe((event) => heard.push(numberOf(event)))();
    await one.close();
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(heard, []);
  });
}
