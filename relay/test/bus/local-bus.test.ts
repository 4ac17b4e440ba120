import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLocalBus } from '../../src/bus/local-bus.js';
import { busContract } from '../contract/bus.js';

busContract('local', async () => {
  const bus = createLocalBus();
  return { one: bus, two: bus, close: () => bus.close() };
});

test('local bus: what a listener throws is reported', () => {
  const errors: unknown[] = [];
  const bus = createLocalBus({ onError: (error) => errors.push(error) });
  const error = new Error('told');
  bus.subscribe(() => {
    throw error;
  });
  bus.publish({ kind: 'ephemeral', event: { kind: 'dropped', tenant: 't', conversation_id: 'c' } });
  assert.deepEqual(errors, [error]);
});
