import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Authenticate } from '../../src/auth/principal.js';
import { remembered } from '../../src/auth/remembered.js';
import { RelayError } from '../../src/errors.js';
import { NOW_S, fixedClock } from './tokens.js';

function counting(lifeMs: number) {
  const clock = fixedClock();
  const checked: (string | undefined)[] = [];
  const check: Authenticate = async (token) => {
    checked.push(token);
    if (token === undefined || token.startsWith('bad')) throw new RelayError('token_invalid');
    const user = { id: token, name: token, role: 'user', avatar: null } as const;
    return { tenant: 'default', user, subjects: [], expiresAt: NOW_S * 1000 + lifeMs };
  };
  return { clock, checked, authenticate: remembered(check, clock) };
}

test('a token just seen is not checked again for a minute, nor a moment beyond its expiry', async () => {
  const long = counting(3600_000);
  const first = await long.authenticate('tomas');
  assert.equal(await long.authenticate('tomas'), first);
  long.clock.set(long.clock.now() + 60_000);
  await long.authenticate('tomas');
  assert.equal(long.checked.length, 2);

  const short = counting(1000);
  await short.authenticate('tomas');
  short.clock.set(short.clock.now() + 1000);
  await short.authenticate('tomas');
  assert.equal(short.checked.length, 2);
});

test('refusals are checked each time', async () => {
  const { checked, authenticate } = counting(1000);
  for (const token of ['bad', 'bad', undefined, undefined]) await assert.rejects(authenticate(token));
  assert.equal(checked.length, 4);
});

test('four thousand are remembered, and those not seen for longest go first', async () => {
  const { checked, authenticate } = counting(3600_000);
  await authenticate('regular');
  for (let i = 0; i < 10_000; i += 1) {
    await authenticate(`passer-by-${i}`);
    await authenticate('regular');
  }
  assert.equal(checked.filter((token) => token === 'regular').length, 1);
  await authenticate('passer-by-0');
  assert.equal(checked.at(-1), 'passer-by-0');
  await authenticate('passer-by-9999');
  assert.equal(checked.at(-1), 'passer-by-0');
});
