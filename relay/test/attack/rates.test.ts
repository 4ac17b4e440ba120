import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { CLOSE, type Problem } from '@crm-chat/sdk/protocol';
import { systemClock, type Clock } from '../../src/clock.js';
import { startLive, type Live } from '../live.js';
import { Bystander } from './bystander.js';

/** The code of a socket's close. */
async function closeOf(live: Live, token: string, headers: Record<string, string> = {}): Promise<number> {
  const socket = new WebSocket(`${live.socketUrl}/ws/chat/x/`, { headers });
  socket.on('error', () => undefined);
  socket.on('open', () => socket.send(JSON.stringify({ type: 'hello', v: 1, token })));
  return ((await once(socket, 'close')) as [number])[0];
}

const codeOf = async (response: Response): Promise<string> => ((await response.json()) as Problem).code;
const from = (address: string) => ({ 'x-forwarded-for': address });

test('what an address tries in vain is counted at both doors together, by the /64, and valid tokens always pass', async (t) => {
  const live = await startLive(t, { environment: { TRUSTED_PROXY_HOPS: '1' } });
  const guess = (address: string) =>
    live.request('/api/conversations/', { headers: { authorization: 'Bearer x', ...from(address) } });
  for (let n = 0; n < 30; n += 1) {
    assert.equal(await codeOf(await guess(`2001:db8:1:1::${n}`)), 'token_invalid');
    assert.equal(await closeOf(live, 'x', from(`2001:db8:1:1:ffff::${n}`)), CLOSE.bad_token);
  }
  // Sixty. What an attacker writes to the left of the proxy's own entry changes nothing.
  const again = await guess('10.0.0.1, 2001:db8:1:1::beef');
  assert.ok(Number(again.headers.get('retry-after')) > 0);
  assert.equal(await codeOf(again), 'rate_limited');
  assert.equal(await closeOf(live, 'x', from('2001:db8:1:1::beef')), CLOSE.too_many);
  assert.equal(await codeOf(await guess('2001:db8:1:2::1')), 'token_invalid', 'the next /64 is another caller');

  const person = await live.person('tomas');
  const passes = await person.call('GET', '/api/conversations/', undefined, from('2001:db8:1:1::1'));
  assert.equal(passes.status, 200);
  assert.equal(await closeOf(live, person.token, from('2001:db8:1:1::1')), CLOSE.not_found);
});

test('one person’s flood of requests is slowed down for that person alone, whatever token or address it comes by', async (t) => {
  // Time stands still for the relay's buckets, so the count is exact on any machine.
  let now = Date.now();
  const clock: Clock = { ...systemClock, now: () => now };
  const live = await startLive(t, { clock, environment: { TRUSTED_PROXY_HOPS: '1' } });
  const flooder = [await live.person('mallory'), await live.person('mallory', { name: 'M' })];
  const statuses: number[] = [];
  for (let n = 0; n < 260; n += 1) {
    const response = await flooder[n % 2]!.call('GET', '/api/bot-prompts/', undefined, from(`192.0.2.${n % 200}`));
    statuses.push(response.status);
    if (response.status === 429) assert.ok(Number(response.headers.get('retry-after')) >= 1);
    await response.text();
  }
  assert.deepEqual([statuses.filter((status) => status === 200).length, statuses.at(-1)], [250, 429]);
  assert.equal((await (await live.person('ann')).call('GET', '/api/bot-prompts/')).status, 200);
  const namesake = await live.person('mallory', { tenant: 'other' });
  assert.equal((await namesake.call('GET', '/api/bot-prompts/')).status, 200);
  now += 1000;
  assert.equal((await flooder[0]!.call('GET', '/api/bot-prompts/')).status, 200);
});

test('a flood of requests does not reach two people who chat', async (t) => {
  const live = await startLive(t);
  const bystander = await Bystander.start(t, live);
  const mallory = await live.person('mallory');
  const flood = Array.from({ length: 8 }, async () => {
    for (let n = 0; n < 100; n += 1) await (await mallory.call('GET', '/api/conversations/?q=x')).text();
  });
  await Promise.all(flood);
  await bystander.goesOn();
  await bystander.end();
});
