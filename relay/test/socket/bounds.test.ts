import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RelayError } from '../../src/errors.js';
import { createMemoryStore } from '../../src/store/memory/memory-store.js';
import type { Store } from '../../src/store/store.js';
import { createRig, eventually, say } from './rig.js';

const generous = { send_burst: 100_000, sends_per_second: 100_000 };

/** A store whose writes wait until they are let through. */
function slowStore(): { store: Store; writes: () => number; hold: () => () => void } {
  const inner = createMemoryStore({ epoch: 'e1' });
  let gate: Promise<void> | null = null;
  let writes = 0;
  const store = Object.create(inner) as Store;
  store.write = async (write) => {
    writes += 1;
    if (gate !== null) await gate;
    return inner.write(write);
  };
  return {
    store,
    writes: () => writes,
    hold() {
      let release: () => void = () => undefined;
      gate = new Promise((resolve) => (release = resolve));
      return () => {
        gate = null;
        release();
      };
    },
  };
}

test('a flood of sends that the disk cannot follow is refused past the bound, and retryable', async (t) => {
  const { store, writes, hold } = slowStore();
  const rig = await createRig(t, { store, limits: { ...generous, uncommitted_per_socket: 64 } });
  const ann = rig.person('ann');
  const client = await rig.join(ann.token, await rig.open(ann.principal));
  const before = writes();
  const release = hold();
  for (let i = 0; i < 500; i += 1) client.say(say(`flood ${i}`));
  await client.until(() => client.of('nack').length === 436);
  assert.equal(writes() - before, 64);
  for (const nack of client.of('nack')) assert.deepEqual([nack.code, nack.retryable], ['overloaded', true]);
  // A batch counts its messages.
  client.say({ type: 'message:batch', messages: [{ client_id: 'b', text: 'x' }] });
  assert.equal((await client.next('nack', ({ batch }) => batch === true)).code, 'overloaded');
  release();
  await client.until(() => client.of('ack').length === 64);
  client.say(say('again'));
  await client.until(() => client.of('ack').length === 65);
});

test('an ack leaves only after the commit', async (t) => {
  const { store, hold } = slowStore();
  const rig = await createRig(t, { store });
  const ann = rig.person('ann');
  const client = await rig.join(ann.token, await rig.open(ann.principal));
  await client.next('sync');
  const release = hold();
  client.say(say('not yet'));
  await client.settled();
  assert.deepEqual([client.of('ack').length, client.of('message:new').length], [0, 0]);
  release();
  await client.next('ack');
});

test('a reader that sleeps is closed with 4508 when a mebibyte waits for it, and costs no more memory', async (t) => {
  const rig = await createRig(t, { limits: generous });
  const ann = rig.person('ann');
  const bob = rig.person('bob');
  const id = await rig.open(ann.principal, bob.principal);
  const sleeper = await rig.join(bob.token, id);
  await sleeper.next('sync');
  const sender = await rig.join(ann.token, id);
  await sender.next('sync');
  sleeper.socket.pause();
  let sent = 0;
  // What the system's own buffers take is not the relay's; then a mebibyte fills within 70 messages.
  while (rig.hub.stats().sockets === 2 && sent < 4000) {
    sender.say(say('x'.repeat(16_000)));
    sent += 1;
    await sender.next('ack');
  }
  assert.equal(rig.hub.stats().sockets, 1, `${sent} messages were sent`);
  // The close frame lies behind what it does not read: it is cut off.
  await rig.clock.advance(2000);
  await eventually(() => rig.door.stats().sockets === 1);
  sender.say(say('the others go on'));
  await sender.next('ack');
});

test('a reader that is slow but reads gets its 4508, comes back and resumes without a gap', async (t) => {
  const rig = await createRig(t, { limits: { ...generous, unsent_bytes_per_socket: 65_536 } });
  const ann = rig.person('ann');
  const bob = rig.person('bob');
  const id = await rig.open(ann.principal, bob.principal);
  const slow = await rig.join(bob.token, id);
  await slow.next('sync');
  slow.socket.pause();
  const sender = await rig.join(ann.token, id);
  for (let i = 0; rig.hub.stats().sockets === 2; i += 1) {
    sender.say(say(`${i} ${'x'.repeat(16_000)}`));
    await sender.next('ack');
  }
  sender.say(say('after it was put out'));
  await sender.next('ack');
  slow.socket.resume();
  assert.equal(await slow.closed(), 4508);
  const seen = slow.of('message:new').map(({ message }) => message.rev);
  const since = seen.at(-1)!;
  assert.deepEqual(
    seen,
    Array.from(seen, (_, i) => seen[0]! + i),
  );
  const back = await rig.join(bob.token, id, { since });
  const page = await back.next('sync');
  assert.equal(page.messages[0]?.rev, since + 1);
});

test('a frame beyond 64 KiB ends its socket, whoever sends it', async (t) => {
  const rig = await createRig(t);
  const ann = rig.person('ann');
  const client = await rig.join(ann.token, await rig.open(ann.principal));
  client.say({ type: 'message:new', client_id: 'big', text: 'x'.repeat(70_000) });
  assert.equal(await client.closed(), 1009);
});

test('a flood of frames of no weight is heard more slowly, not buffered', async (t) => {
  const rig = await createRig(t);
  const ann = rig.person('ann');
  const client = await rig.join(ann.token, await rig.open(ann.principal));
  await client.next('sync');
  // More than the burst, in packets that fill the system's buffers: reading stops after some of them.
  const total = 60_000;
  for (let i = 0; i < total; i += 1) client.say({ type: 'ping' });
  let last = -1;
  for (let still = 0; still < 50;) {
    await rig.clock.advance(0);
    still = client.of('pong').length === last ? still + 1 : 0;
    last = client.of('pong').length;
  }
  assert.ok(last < total / 2, `${last} were answered at once`);
  // It goes on as the clock turns.
  await rig.clock.advance(1000);
  await client.until(() => client.of('pong').length > last);
});

test('a store that cannot be read closes with 1013: come back later', async (t) => {
  const store = Object.create(createMemoryStore({ epoch: 'e1' })) as Store;
  const rig = await createRig(t, { store });
  const ann = rig.person('ann');
  const id = await rig.open(ann.principal);
  store.changes = () => Promise.reject(new RelayError('storage_unavailable'));
  const client = rig.connect(`/ws/chat/${id}/`);
  await client.opened();
  client.say({ type: 'hello', v: 1, token: ann.token });
  assert.equal(await client.closed(), 1013);
  await eventually(() => rig.hub.stats().rooms === 0);
});
